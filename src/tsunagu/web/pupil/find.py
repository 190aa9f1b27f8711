"""Finding a pupil among those one may see. What was typed stays on the server, in no address."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.school.models import Classroom, Enrolment, Pupil, PupilQuerySet
from tsunagu.web.http import Request, guarded

SESSION_KEY = "pupil-search"
PER_PAGE = 40
KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
HIRAGANA = {hiragana: katakana for katakana, hiragana in KATAKANA.items()}


class FindForm(forms.Form):
    """Words of a name or its reading, and a class."""

    text = forms.CharField(
        label="名前・かな", required=False, max_length=100, help_text="姓や名の一部でさがせます"
    )
    classroom = forms.ModelChoiceField(
        label="学級", queryset=Classroom.objects.none(), required=False, empty_label="すべての学級"
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["classroom"]
        assert isinstance(field, forms.ModelChoiceField)
        classes = Classroom.objects.visible_to(actor, Deed.SEE_PUPIL).filter(
            enrolments__in=Enrolment.objects.on(today())
        )
        field.queryset = classes.distinct().order_by("school__name", "grades", "name")


def _matching(pupils: PupilQuerySet, text: str, classroom: Classroom | None) -> PupilQuerySet:
    """Pupils of whom every word stands in the name or, in either kana, in its reading."""
    for word in text.split():
        names = Q(family_name__contains=word) | Q(given_name__contains=word)
        for kana in {word.translate(KATAKANA), word.translate(HIRAGANA)}:
            names |= Q(family_kana__contains=kana) | Q(given_kana__contains=kana)
        pupils = pupils.filter(names)
    if classroom:
        enrolled = Enrolment.objects.on(today()).filter(classroom=classroom)
        pupils = pupils.filter(pk__in=enrolled.values("pupil"))
    return pupils


@guarded(Deed.SEE_PUPIL)
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """The pupils whom one may see, all of them or those that fit what was asked for."""
    if request.method == "POST":
        request.session[SESSION_KEY] = {
            "text": request.POST.get("text", "")[:100],
            "classroom": request.POST.get("classroom", ""),
        }
        return redirect("pupil:find")
    form = FindForm(request.session.get(SESSION_KEY, {}), actor=request.actor)
    pupils = Pupil.objects.visible_to(request.actor, Deed.SEE_PUPIL, on=today())
    if form.is_valid():
        pupils = _matching(pupils, form.cleaned_data["text"], form.cleaned_data["classroom"])
    homes = Enrolment.objects.on(today()).home().select_related("classroom__school")
    listed = pupils.prefetch_related(Prefetch("enrolments", homes, to_attr="homes"))
    ordered = listed.order_by("family_kana", "given_kana", "family_name", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "pupil/find.html", {"form": form, "page": page})
