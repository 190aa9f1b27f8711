"""What a day without anything owed says to each role, and where it leads."""

from dataclasses import dataclass

from tsunagu.access.actor import Actor
from tsunagu.access.enums import BOARD_STAFF, MANAGERS, SCHOOL_STAFF, RoleKind
from tsunagu.web.menu import Item, Shell

ANSWERS = MANAGERS | {
    RoleKind.HOMEROOM,
    RoleKind.DEPUTY_HOMEROOM,
    RoleKind.GRADE_LEAD,
    RoleKind.ATTENDANCE_LEAD,
}
"""The roles that a rule's work can fall to by itself."""

SENTENCES = (
    (ANSWERS, "出欠が入ると、連絡する家庭がここに出ます。"),
    (
        frozenset({RoleKind.OFFICE}),
        "あなたが引き継いだことがあれば、ここに出ます。電話のあった子どもは「子ども」から入れます。",
    ),
    (
        SCHOOL_STAFF,
        "家庭への連絡は、担任と担当の先生の一覧に出ます。あなたに引き継がれたことがあれば、ここに出ます。",
    ),
    (
        BOARD_STAFF,
        "学校からの相談で、あなたの番のものがあれば、ここに出ます。学校ごとの数は「自治体」で見られます。",
    ),
    (
        frozenset({RoleKind.PRIVACY_OFFICER}),
        "ふだんと違う見かたがあれば、翌朝ここに出ます。「記録を見た人」で、子どもごとに調べられます。",
    ),
)
"""Of the roles in order the first that the person holds decides."""


@dataclass(frozen=True)
class Quiet:
    """A title, a sentence and links."""

    title: str
    sentence: str
    links: list[Item]


def quiet(actor: Actor) -> Quiet:
    """What to say to a person who owes nothing, with the other pages there are."""
    found = (words for roles, words in SENTENCES if roles & actor.kinds)
    other = "家庭への連絡などは、学校の職員の一覧に出ます。"
    shell = Shell(actor, "/")
    pages = [item for item in shell.menu if not item.current]
    owes = (SCHOOL_STAFF | BOARD_STAFF) & actor.kinds
    title = "いま、することはありません" if owes else "ここに出ることはありません"
    return Quiet(title, next(found, other), pages or shell.readings)
