"""Who works where in which role, and with what they sign in."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.access.accounts import issue_accounts, reset_proofs, set_open
from tsunagu.access.actor import Actor
from tsunagu.access.models import Account, Role
from tsunagu.access.policy import Deed, allowed, may_somewhere
from tsunagu.clock import today
from tsunagu.org.models import Organisation, Person
from tsunagu.school.models import Classroom
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded, key_of
from tsunagu.web.staff.lines import lines_of

SESSION_KEY = "staff-search"
PER_PAGE = 40
CHOICES = (
    ("", "すべて"),
    ("none", "利用者IDがない人"),
    ("first", "仮のパスワードのままの人"),
    ("closed", "止めてある人"),
)


class StaffForm(forms.Form):
    """Words of a name, a place of work, and how one signs in."""

    text = forms.CharField(label="名前・利用者ID", required=False, max_length=100)
    place = forms.ModelChoiceField(
        label="所属", queryset=Organisation.objects.none(), required=False, empty_label="すべて"
    )
    account = forms.ChoiceField(label="サインイン", choices=CHOICES, required=False)

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _places(actor).order_by("kind", "name")


def _places(actor: Actor) -> QuerySet[Organisation]:
    """The places of work whose staff one may see."""
    reach = allowed(actor, Deed.SEE_STAFF)
    places = Organisation.objects.filter(municipality=actor.municipality)
    return places if reach.everywhere else places.filter(pk__in=map(str, reach.schools))


def _people(actor: Actor) -> QuerySet[Person]:
    """The staff whom one may see: everyone, or who holds a role at one's schools from today on."""
    people = Person.objects.filter(municipality=actor.municipality, active=True)
    if allowed(actor, Deed.SEE_STAFF).everywhere:
        return people
    roles = Role.objects.filter(Q(last__isnull=True) | Q(last__gte=today()))
    return people.filter(pk__in=roles.filter(organisation__in=_places(actor)).values("person"))


def _matching(people: QuerySet[Person], asked: dict[str, Any]) -> QuerySet[Person]:
    """People of whom every word fits, of a place, and as they sign in."""
    for word in asked["text"].split():
        names = Q(family_name__contains=word) | Q(given_name__contains=word)
        people = people.filter(
            names | Q(kana__contains=word) | Q(account__username__icontains=word)
        )
    if asked["place"]:
        roles = Role.objects.filter(Q(last__isnull=True) | Q(last__gte=today()))
        people = people.filter(pk__in=roles.filter(organisation=asked["place"]).values("person"))
    how = {
        "none": Q(account__isnull=True),
        "first": Q(account__change_by__isnull=False),
        "closed": Q(account__is_active=False),
    }
    return people.filter(how.get(asked["account"], Q()))


@guarded(Deed.SEE_STAFF)
@require_http_methods(["GET", "POST"])
def people(request: Request) -> HttpResponse:
    """The staff, all of them or those who fit what was asked for."""
    if request.method == "POST":
        asked = {name: request.POST.get(name, "")[:100] for name in StaffForm.base_fields}
        request.session[SESSION_KEY] = asked
        return redirect("staff:list")
    form = StaffForm(request.session.get(SESSION_KEY, {}), actor=request.actor)
    found = _people(request.actor)
    if form.is_valid():
        found = _matching(found, form.cleaned_data)
    roles = Role.objects.filter(Q(last__isnull=True) | Q(last__gte=today()))
    shown = roles.filter(organisation__in=_places(request.actor)).select_related("organisation")
    listed = found.select_related("account").prefetch_related(
        Prefetch("roles", shown.order_by("first", "pk"), to_attr="shown_roles")
    )
    ordered = listed.order_by("kana", "family_name", "given_name", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    rooms = Role.objects.filter(person__in=page.object_list, classroom__isnull=False)
    classes = Classroom.objects.filter(pk__in=rooms.values("classroom"))
    labels = {room.pk: room.label for room in classes}
    context = {
        "form": form,
        "page": page,
        "lines": lines_of(page.object_list, labels),
        "issues": may_somewhere(request.actor, Deed.SET_ACCOUNT),
    }
    return render(request, "staff/list.html", context)


@guarded(Deed.SET_ACCOUNT)
@require_POST
def issue(request: Request) -> HttpResponse:
    """One-time passwords for the people chosen, shown this once to be printed and handed over."""
    keys = [key_of(key) for key in request.POST.getlist("person")]
    chosen = _people(request.actor).filter(pk__in=keys).order_by("kana", "family_name", "pk")
    if not chosen:
        messages.error(request, "渡す人を選んでください")
        return redirect("staff:list")
    with say_refusals(request):
        issued = issue_accounts(people=list(chosen), by=request.actor)
        return render(request, "staff/issued.html", {"issued": issued})
    return redirect("staff:list")


@guarded(Deed.SET_ACCOUNT)
@require_POST
def reset(request: Request, account: UUID) -> HttpResponse:
    """Take away the second proofs of someone who lost them."""
    known = Account.objects.filter(person__municipality=request.actor.municipality)
    one = get_object_or_404(known, pk=account)
    with say_refusals(request):
        reset_proofs(account=one, by=request.actor)
        done = "二つめの確認をなくしました。次に入ったとき、新しく用意します"
        messages.success(request, f"{one.person.name}さんの{done}")
    return redirect("staff:list")


@guarded(Deed.SET_ACCOUNT)
@require_POST
def switch(request: Request, account: UUID) -> HttpResponse:
    """Close an account, or open it again."""
    known = Account.objects.filter(person__municipality=request.actor.municipality)
    one = get_object_or_404(known, pk=account)
    opens = request.POST.get("open") == "1"
    with say_refusals(request):
        set_open(account=one, is_open=opens, by=request.actor)
        done = (
            "使えるようにしました"
            if opens
            else "止めました。入っている画面もすぐに使えなくなります"
        )
        messages.success(request, f"{one.person.name}さんの利用者IDを{done}")
    return redirect("staff:list")
