"""The import screen in a browser: a file given, a button pressed, the page read."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

CALENDAR = "学校コード,学年,学級ID,開始日,終了日,種別,備考\n,,,2026/7/21,R8.8.31,休業,夏休み\n"


def send(browser: Client, kind: str, text: str, **more: str) -> HttpResponse:
    """Give a file, in the register's own encoding, to be checked."""
    file = SimpleUploadedFile(f"{kind}.csv", text.encode("cp932"))
    return browser.post(reverse("imports"), {"kind": kind, "file": file, **more})


def press(browser: Client, button: str, **more: str) -> str:
    """Press a button of the panel; the page that follows."""
    answer = browser.post(reverse("imports"), {button: "1"} | more, follow=True)
    return answer.content.decode()


def page_of(browser: Client) -> str:
    """The page as it stands."""
    return browser.get(reverse("imports")).content.decode()
