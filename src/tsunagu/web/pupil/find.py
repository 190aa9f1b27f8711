"""Finding a pupil among those one may see. What was typed stays on the server, in no address."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, allowed, may_somewhere
from tsunagu.clock import today
from tsunagu.school.models import Classroom, Enrolment, Pupil, PupilQuerySet, School
from tsunagu.web.http import Request, guarded
from tsunagu.web.naming import named

SESSION_KEY = "pupil-search"
PER_PAGE = 40
SHORTER = "ことばを短くするか、学級を「すべて」にしてください。"


class ClassField(forms.ModelChoiceField[Classroom]):
    """A class to choose, with its school where there are several."""

    several = False

    def label_from_instance(self, obj: Classroom) -> str:
        """How the class reads."""
        return f"{obj.school.name} {obj.label}" if self.several else obj.label


class FindForm(forms.Form):
    """Words of a name or its reading, a school where one sees several, and a class."""

    text = forms.CharField(
        label="名前・かな", required=False, max_length=100, help_text="姓や名の一部でさがせます"
    )
    school = forms.ModelChoiceField(
        label="学校", queryset=School.objects.none(), required=False, empty_label="すべての学校"
    )
    classroom = ClassField(
        label="学級", queryset=Classroom.objects.none(), required=False, empty_label="すべての学級"
    )

    def __init__(self, *args: object, actor: Actor, deed: Deed, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        enrolled = Enrolment.objects.on(today()).home().visible_to(actor, deed)
        classes = Classroom.objects.visible_to(actor, deed)
        classes = classes.filter(pk__in=enrolled.values("classroom")).select_related("school")
        schools = School.objects.filter(pk__in=classes.values("school")).order_by("name", "pk")
        classroom, school = self.fields["classroom"], self.fields["school"]
        assert isinstance(classroom, ClassField)
        assert isinstance(school, forms.ModelChoiceField)
        classroom.queryset = classes.order_by("school__name", "grades", "name")
        school.queryset = schools
        classroom.several = len(schools) > 1
        if not classroom.several:
            del self.fields["school"]

    def of(self, pupils: PupilQuerySet) -> PupilQuerySet:
        """Those of the pupils who fit what was asked for."""
        if not self.is_valid():
            return pupils
        enrolled = Enrolment.objects.on(today())
        asked = self.cleaned_data
        for place, of_place in (
            (asked.get("school"), "classroom__school"),
            (asked["classroom"], "classroom"),
        ):
            if place:
                there = enrolled.filter(**{of_place: place})
                pupils = pupils.filter(pk__in=there.values("pupil"))
        return named(pupils, asked["text"])


@guarded(Deed.SEE_PUPIL)
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """The pupils whom one may see, all of them or those that fit what was asked for."""
    return found(request, Deed.SEE_PUPIL, "pupil:find")


@guarded(Deed.SET_NOTICE)
@require_http_methods(["GET", "POST"])
def find_to_note(request: Request) -> HttpResponse:
    """The pupils about whom one takes the morning's calls: name and class, no record."""
    return found(request, Deed.SET_NOTICE, "pupil:find-to-note")


def found(request: Request, deed: Deed, name: str) -> HttpResponse:
    """A page of pupils to whom one may do the deed, and a form to ask for fewer."""
    if request.method == "POST":
        asked = {key: request.POST.get(key, "")[:100] for key in ("text", "school", "classroom")}
        request.session[SESSION_KEY] = asked
        return redirect(name)
    form = FindForm(request.session.get(SESSION_KEY, {}), actor=request.actor, deed=deed)
    pupils = form.of(Pupil.objects.visible_to(request.actor, deed, on=today()))
    homes = Enrolment.objects.on(today()).home().select_related("classroom__school")
    listed = pupils.prefetch_related(Prefetch("enrolments", homes, to_attr="homes"))
    ordered = listed.order_by("family_kana", "given_kana", "family_name", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    shown = (pupil.pk for pupil in page)
    note_look(request.actor, deed, kind="pupil_list", key="", pupils=shown)
    context = {
        "form": form,
        "page": page,
        "notes": deed == Deed.SET_NOTICE,
        "here": reverse(name),
        "expects": may_somewhere(request.actor, Deed.EXPECT_PUPIL),
        "advice": f"{SHORTER}{_reach(request.actor, deed)}",
    }
    return render(request, "pupil/find.html", context)


def _reach(actor: Actor, deed: Deed) -> str:
    """Among which pupils one searches, in a sentence."""
    places = allowed(actor, deed)
    if places.everywhere or len(places.schools) > 1:
        return "受け持つ学校に、今日在籍している子どもがさがせます。"
    if places.schools:
        return "この学校に、今日在籍している子どもがさがせます。"
    if places.grades:
        return "受け持つ学年の子どもだけがさがせます。"
    return "受け持つ学級の子どもだけがさがせます。"
