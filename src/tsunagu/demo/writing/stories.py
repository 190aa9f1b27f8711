"""The demo's practice library: two stories that all staff read, and one that waits for a yes."""

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions.stories import (
    approve_story,
    ask_approval,
    begin_story,
    clear_names,
)
from tsunagu.cases.models import Story
from tsunagu.cases.queries.stories import not_looked_at
from tsunagu.cases.story_rules import Words
from tsunagu.clock import freeze, today
from tsunagu.demo.writing.consultations import working_days_before
from tsunagu.demo.writing.register import Book
from tsunagu.demo.writing.shares import actor_by_key

LUNCH = Words(
    title="昼の一時間から、別室、教室へ",
    categories=("return-to-school",),
    stage="elementary-upper",
    place="place-in-school-centre",
    youngest=10,
    oldest=12,
    parts={
        "situation": "連休のあと、朝に体が動かなくなった。家では元気で、夕方には外にも出ていた。",
        "aims": "朝の登校を目標にせず、本人が選んだ時間に、安心して過ごすことをめざした。",
        "efforts": "給食の一時間を別室で過ごした。迎える大人を一人に決めた。"
        "帰りに、よかったことを一言伝えた。二か月たって、本人が行きたいと言った図工だけ教室に入った。",
        "outcome": "半年後、週に三日は昼から教室で過ごしている。朝の電話は、家族の願いでやめた。",
    },
)
HOME = Words(
    title="家での学びを、外への一歩に",
    categories=("learning",),
    stage="junior-high",
    place="place-home",
    youngest=13,
    oldest=14,
    parts={
        "situation": "学年が変わってから、家で過ごすようになった。昼と夜が入れかわった。",
        "aims": "学校の話をいったん置き、好きな絵を通して、大人と安心して話せることをめざした。",
        "efforts": "週に一度、同じ曜日の同じ時刻に訪ねた。"
        "会えない日は、絵の感想を書いた手紙を置いてきた。三か月めから、家で学んだことを一枚にまとめ、学校と確かめ合った。",
        "outcome": "週に一度、図書館で学ぶようになった。次に何をするかは、本人が決めている。",
    },
)
CENTRE = Words(
    title="見学を三回に分けて、通いはじめる",
    categories=("centre",),
    stage="junior-high",
    place="place-support-centre",
    youngest=12,
    oldest=15,
    parts={
        "situation": "友だちとのことで休みはじめた。人の多いところで息が苦しくなると話していた。",
        "aims": "知らない場所への不安を小さくし、自分で行くかどうかを決められることをめざした。",
        "efforts": "一回めは門まで、二回めは人のいない部屋、三回めは活動の見学とした。"
        "行きたくない日は、行かないと言ってよいと約束した。",
        "outcome": "今は週に二日、午前だけ通っている。来月から昼食もとってみると話している。",
    },
)


def write_stories(book: Book, home: int) -> None:
    """Written by who supports children; the supervisor has approved two of three."""
    school, staff = book.life.classes.classes[home].school, book.staff
    counsellor = actor_by_key(staff.of_school[school, RoleKind.COUNSELLOR])
    lead = actor_by_key(staff.of_school[school, RoleKind.ATTENDANCE_LEAD])
    centre = actor_by_key(staff.elsewhere[RoleKind.CENTRE_STAFF])
    supervisor = actor_by_key(staff.elsewhere[RoleKind.SUPERVISOR])
    for ago, words, by in ((12, LUNCH, lead), (7, HOME, counsellor)):
        with freeze(working_days_before(today(), ago)):
            asked = _asked(words, by)
        with freeze(working_days_before(today(), ago - 2)):
            approve_story(story=asked, by=supervisor)
    with freeze(working_days_before(today(), 1)):
        _asked(CENTRE, centre)


def _asked(words: Words, by: Actor) -> Story:
    """A story laid before the supervisor; a word that is a name in this city was looked at."""
    story = begin_story(words=words, by=by)
    clear_names(story=story, places=[hit.key for hit in not_looked_at(story)], by=by)
    return ask_approval(story=story, by=by)
