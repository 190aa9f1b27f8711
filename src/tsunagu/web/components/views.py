"""The gallery: every shared piece once, to look at and to test."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from tsunagu.access.policy import Deed
from tsunagu.web.components.forms import date_field
from tsunagu.web.components.tabs import Tab
from tsunagu.web.http import Request, guarded


class SampleForm(forms.Form):
    """Every kind of form control."""

    name = forms.CharField(label="一行の文字", help_text="補足の説明はここに出ます。")
    text = forms.CharField(label="長い文字", widget=forms.Textarea, required=False)
    day = date_field("日付")
    one = forms.ChoiceField(label="一覧から選ぶ", choices=[("a", "ひとつめ"), ("b", "ふたつめ")])
    radio = forms.ChoiceField(
        label="ひとつ選ぶ",
        choices=[("a", "ひとつめ"), ("b", "ふたつめ")],
        widget=forms.RadioSelect,
    )
    many = forms.MultipleChoiceField(
        label="いくつでも選ぶ",
        choices=[("a", "ひとつめ"), ("b", "ふたつめ")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@guarded(Deed.SEE_RULES)
def gallery(request: Request) -> HttpResponse:
    """Shows the pieces; the form is shown as it looks after a mistake."""
    context = {
        "form": SampleForm(),
        "wrong": SampleForm({"name": ""}, auto_id="wrong_%s"),
        "page": Paginator(range(120), 50).get_page(request.GET.get("page")),
        "tabs": [Tab("今日", "#tabs", current=True), Tab("今週", "#tabs", count=3)],
    }
    return render(request, "components/gallery.html", context)
