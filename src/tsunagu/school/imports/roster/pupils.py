"""Who is who: a child stays one through years, schools and systems."""

from collections import Counter
from datetime import date, timedelta

from django.conf import settings

from tsunagu.intake.progress import Phase, counted
from tsunagu.school.imports.oneroster.records import User
from tsunagu.school.imports.roster.plan import Plan
from tsunagu.school.models import Pupil, PupilIdentity

ONE_DAY = timedelta(days=1)
USERS = "users.csv"
Likeness = tuple[str, str, date]


class Known:
    """Pupils on record, found by source and id, by master identifier, or by name and birth.

    A child whom no roster has brought yet is called by its own key.
    """

    def __init__(self, plan: Plan) -> None:
        pupils = list(Pupil.objects.filter(municipality=plan.municipality))
        by_key = {pupil.pk: pupil for pupil in pupils}
        self.by_id: dict[tuple[str, str], Pupil] = {}
        self.by_any_id: dict[str, Pupil] = {}
        self.ids: dict[object, list[PupilIdentity]] = {}
        identities = PupilIdentity.objects.filter(municipality=plan.municipality)
        for identity in identities.order_by("first", "id"):
            pupil = by_key[identity.pupil_id]
            self.by_id[identity.source, identity.sourced_id] = pupil
            self.by_any_id[identity.sourced_id] = pupil
            self.ids.setdefault(pupil.pk, []).append(identity)
        self.by_any_id |= {str(key): one for key, one in by_key.items() if key not in self.ids}
        self.by_master = {p.master_identifier: p for p in pupils if p.master_identifier}
        self.by_likeness: dict[Likeness, list[Pupil]] = {}
        for pupil in pupils:
            if pupil.birth_date:
                like = (pupil.family_name, pupil.given_name, pupil.birth_date)
                self.by_likeness.setdefault(like, []).append(pupil)


def pupil_users(plan: Plan) -> list[User]:
    """Users who are pupils, class by class, each in the order of the file.

    Keys are given in this order: what is stored of a class's pupils lies side by side.
    """
    ids = {row.user for row in plan.roster.roles if row.role == "student"}
    homes = {row.user: row.homeroom for row in plan.roster.enrolments if row.role == "student"}
    users = (plan.roster.users[user] for user in ids | homes.keys() if user in plan.roster.users)
    return sorted(users, key=lambda user: (homes.get(user.id, ""), user.line))


def plan_pupils(plan: Plan) -> Known:
    """Find or make every pupil of the roster; where only a person can tell, a fault asks."""
    known = Known(plan)
    users = pupil_users(plan)
    for user in counted(users, Phase.CHECK):
        pupil = _find(plan, known, user)
        birth, sex = plan.roster.births.get(user.id, (None, ""))
        values = {
            "family_name": user.family_name,
            "given_name": user.given_name,
            "family_kana": user.family_kana,
            "given_kana": user.given_kana,
            "sex": sex,
            "birth_date": birth,
            "master_identifier": user.master,
        }
        account = _account(plan, user)
        if pupil is None:
            pupil = Pupil(municipality=plan.municipality, account=account, **values)
            plan.journal.create(pupil)
        else:
            said = {name: value for name, value in values.items() if value}
            plan.journal.change(pupil, account=account, **said)
        plan.pupils[user.id] = pupil
    _check_one_each(plan, users)
    unknown = (plan.choices.new | set(plan.choices.same)) - {user.id for user in users}
    for sourced_id in sorted(unknown):
        plan.faults.add(USERS, 0, 0, f"指定した「{sourced_id}」は、この名簿の児童生徒にいません")
    return known


def _account(plan: Plan, user: User) -> str:
    """The address of the school account with which a child may sign in; no other is kept."""
    address = user.email.lower()
    domain = address.rpartition("@")[2]
    lets_in = any(
        one.municipality == plan.municipality.code and domain in one.pupil_domains
        for one in settings.OIDC_PROVIDERS
    )
    return address if lets_in and user.enabled else ""


def _find(plan: Plan, known: Known, user: User) -> Pupil | None:
    """By source and id, else by master identifier, else as a person says."""
    if user.id in plan.choices.same:
        old = plan.choices.same[user.id]
        pupil = known.by_id.get((plan.source, old)) or known.by_any_id.get(old)
        if pupil is None:
            plan.faults.add(USERS, user.line, 1, f"--same の相手「{old}」は登録されていません")
        return pupil
    if pupil := known.by_id.get((plan.source, user.id)):
        return pupil
    if user.master and (pupil := known.by_master.get(user.master)):
        return pupil
    if user.id not in plan.choices.new:
        _ask(plan, known, user)
    return None


def _ask(plan: Plan, known: Known, user: User) -> None:
    """A fault that says how to settle whether this is a child already on record."""
    birth = plan.roster.births.get(user.id, (None, ""))[0]
    if birth is None:
        return
    for pupil in known.by_likeness.get((user.family_name, user.given_name, birth), ()):
        if user.master and pupil.master_identifier:
            continue
        ids = known.ids.get(pupil.pk, [])
        if ids and ids[-1].source == plan.source and ids[-1].sourced_id in plan.roster.users:
            continue
        old = ids[-1].sourced_id if ids else str(pupil.pk)
        plan.faults.ask(
            USERS,
            user.line,
            1,
            f"「{user.id}」は登録済みの「{old}」と氏名・生年月日が同じです。同じ子どもなら "
            f"--same {user.id}={old} を、別の子どもなら --new {user.id} を付けてください",
            (user.id, old),
        )


def _check_one_each(plan: Plan, users: list[User]) -> None:
    """Two rows of a file are never one child."""
    count = Counter(pupil.pk for pupil in plan.pupils.values())
    for user in users:
        if count[plan.pupils[user.id].pk] > 1:
            why = "ほかの行と同じ子どもになります。ID と userMasterIdentifier を確かめてください"
            plan.faults.add(USERS, user.line, 1, why)


def plan_identities(plan: Plan, known: Known, since: dict[str, date]) -> None:
    """From when each pupil's id holds. `since` is the first day enrolled by user."""
    start = min(session.first for session in plan.roster.sessions.values())
    for user, pupil in plan.pupils.items():
        first = since.get(user, start)
        ids = known.ids.get(pupil.pk, [])
        mine = [i for i in ids if (i.source, i.sourced_id) == (plan.source, user)]
        if mine:
            if len(ids) == 1 and first < mine[0].first:
                plan.journal.change(mine[0], first=first)
            continue
        for identity in ids:
            if identity.last is None or identity.last >= first:
                last = max(first - ONE_DAY, identity.first)
                plan.journal.change(identity, last=last)
        plan.journal.create(
            PupilIdentity(
                municipality=plan.municipality,
                pupil=pupil,
                source=plan.source,
                sourced_id=user,
                first=first,
            )
        )
