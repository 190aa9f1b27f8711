"""The child's plan at a case: its words with readings, and what the child wrote about it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.plans import (
    answer_not_right,
    end_line,
    read_words,
    write_line,
)
from tsunagu.cases.case_enums import Righted
from tsunagu.cases.models import Case, PlanLine, SmallStep
from tsunagu.cases.models.plans import WHAT_LENGTH, WHO_LENGTH
from tsunagu.doors.queries import grade_of
from tsunagu.doors.words import faults_of, plain_braces, written_for
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.door import opened

READINGS = (
    "漢字には {漢字|かんじ} のように読みがなをつけます。学年で習った字には、なくてもかまいません"
)


class StepField(forms.ModelChoiceField[SmallStep]):
    """A step of a conference by its words."""

    def label_from_instance(self, obj: SmallStep) -> str:
        """What is to be done."""
        return obj.told


class LineField(forms.ModelChoiceField[PlanLine]):
    """A line of the plan by its words."""

    def label_from_instance(self, obj: PlanLine) -> str:
        """What stands on the child's page."""
        return f"{obj.what}（{obj.who}）"


class LineForm(forms.Form):
    """A line for the child; what it could not read is told where it stands."""

    step = StepField(
        label="会議で決めた一歩",
        queryset=SmallStep.objects.none(),
        required=False,
        empty_label="選ばない（ほかの約束）",
        help_text="選ぶと、一歩が終わったときに、本人の画面からも消えます",
    )
    what = forms.CharField(
        label="本人に伝えることば",
        max_length=WHAT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=READINGS,
    )
    who = forms.CharField(
        label="する人",
        max_length=WHO_LENGTH,
        help_text="例：{保健室|ほけんしつ}の{先生|せんせい}",
    )

    def offering(self, case: Case) -> None:
        """With the steps of a case, for its child."""
        self.grade = grade_of(case.pupil)
        field = self.fields["step"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = case.small_steps.to_do().select_related("who")

    def clean_what(self) -> str:
        """Readable for the child."""
        return self._readable("what")

    def clean_who(self) -> str:
        """Readable for the child."""
        return self._readable("who")

    def _readable(self, name: str) -> str:
        text = plain_braces(self.cleaned_data[name])
        if faults := faults_of(text, self.grade):
            raise forms.ValidationError(faults)
        return text


class EndForm(forms.Form):
    """Which line is taken off."""

    line = LineField(label="外すことば", queryset=PlanLine.objects.none(), widget=forms.RadioSelect)

    def offering(self, case: Case) -> None:
        """With the lines that stand."""
        field = self.fields["line"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = case.plan_lines.standing()


class SaidForm(forms.Form):
    """What came of it, for the team."""

    said = forms.CharField(
        label="話したこと・変えたこと（書かなくてもよい。本人の画面には出ません）",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


READ = Way("本人が書いたことを読んだ", "読みました", "読んだことが、本人に伝わります", forms.Form)
ANSWERS = {
    Righted.SPOKEN: Way(
        "「これはちがう」：本人と話した", "話しました", "話したことを記録しました", SaidForm
    ),
    Righted.CHANGED: Way(
        "「これはちがう」：プランを変えた", "変えました", "変えたことを記録しました", SaidForm
    ),
}
LINE = Way("本人に伝えることばを書く", "本人の画面に出す", "本人の画面に出しました", LineForm)
END = Way("本人の画面から外す", "外す", "外しました。書いたものは残ります", EndForm)


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, case: UUID) -> HttpResponse:
    """The plan as the child reads it, and what can be done."""
    one = opened(request.actor, case)
    writes = may(request.actor, Deed.WRITE_CASE, one.scope)
    acts = _acts(request, one) if writes and one.open else []
    if done(request, acts):
        return redirect("support:child-plan", one.pk)
    failed, grade = wrong(acts), grade_of(one.pupil)
    lines = one.plan_lines.standing().select_related("by", "step")
    context = {
        "case": one,
        "lines": [
            (line, written_for(line.what, grade), written_for(line.who, grade)) for line in lines
        ],
        "part": getattr(one, "plan_part", None),
        "not_right": one.not_right.select_related("read_by", "answered_by"),
        "acts": acts,
        "form": failed,
    }
    return render(request, "support/child_plan.html", context, status=422 if failed else 200)


def _acts(request: Request, case: Case) -> list[Act]:
    """What can be done: what the child waits for first."""
    ways: dict[str, tuple[Way, Callable[..., object]]] = {}
    part, waits = getattr(case, "plan_part", None), case.not_right.filter(answered_at=None).first()
    if (part and part.text and not part.read_at) or (waits and not waits.read_at):
        ways["read"] = READ, partial(read_words, case=case)
    if waits:
        for answer, way in ANSWERS.items():
            ways[answer.value] = way, partial(answer_not_right, case=case, answer=answer)
    ways["line"] = LINE, partial(write_line, case=case)
    if case.plan_lines.standing().exists():
        ways["end"] = END, end_line
    acts = offered(request, ways)
    for act in acts:
        if isinstance(act.form, LineForm | EndForm):
            act.form.offering(case)
    return acts
