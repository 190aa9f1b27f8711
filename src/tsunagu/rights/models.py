"""Claims of the person whom records are about, and what was decided on each record."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, allowed
from tsunagu.org.models import Municipal, Person
from tsunagu.rights.enums import (
    DELETION_TRANSITIONS,
    OPEN,
    TRANSITIONS,
    Capacity,
    ClaimKind,
    ClaimState,
    DeletionState,
)
from tsunagu.rights.rules import changed_here
from tsunagu.school.held import Line
from tsunagu.school.homes import home_school
from tsunagu.school.models import Guardian, Pupil, School
from tsunagu.sos.queries import kept_of


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Filters on claims."""

    def visible_to(self, actor: Actor, deed: Deed) -> "ClaimQuerySet":
        """Claims at whose school the policy table lets the actor do the deed.

        The deed must be the actor's where the child is today too: what a new school writes is not
        read through a claim at the former one. Somebody from whom the child keeps an SOS leaves
        its claims, in which it lies, to others.
        """
        places = allowed(actor, deed)
        claims = self.filter(municipality=actor.municipality).annotate(
            home_school=home_school("pupil")
        )
        claims = claims.exclude(pupil__in=kept_of(actor).values("pupil"))
        if places.everywhere:
            return claims
        schools = [UUID(str(school)) for school in places.schools]
        return claims.filter(school__in=schools, home_school__in=schools)

    def open(self) -> "ClaimQuerySet":
        """Claims to which the answer is still owed."""
        return self.filter(state__in=OPEN)

    def reviewed_by(self, person: Person) -> "ClaimQuerySet":
        """Claims on which a person decided anything: somebody else approves these."""
        items = Item.objects.filter(decided_by=person).values("claim")
        remedies = Remedy.objects.filter(by=person).values("claim")
        return self.filter(Q(reviewed_by=person) | Q(pk__in=items) | Q(pk__in=remedies))


class Claim(Municipal):
    """Somebody asks for what is held on a child. `school` is the one that answers.

    `guardian` is who asks, where it is one; `kept` the topics that were kept back from them when
    the records were gathered. `who_confirmed`: who approved made sure who asks.

    It ends answered or withdrawn, and is deleted with the child's records by retention.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="claims")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField("請求", max_length=12, choices=ClaimKind)
    asked_by = models.CharField("請求した人", max_length=255)
    capacity = models.CharField("立場", max_length=10, choices=Capacity)
    guardian = models.ForeignKey(
        Guardian, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    kept = models.JSONField("知らせないこと", default=list)
    papers = models.JSONField("確かめた書類", default=list)
    received_on = models.DateField("受け付けた日")
    due = models.DateField("答える期限")
    extended_why = models.TextField("期限を延ばした理由", blank=True, default="")
    state = models.CharField("状態", max_length=10, choices=ClaimState, default=ClaimState.RECEIVED)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("記録した時刻")
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField("見直しを終えた時刻", null=True)
    sent_back_why = models.TextField("戻した理由", blank=True, default="")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("承認した時刻", null=True)
    who_confirmed = models.BooleanField("請求した人がだれかを確かめた", default=False)
    ended_on = models.DateField("渡した日・取り下げの日", null=True)
    ended_why = models.TextField("取り下げの理由", blank=True, default="")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "state", "due"])]

    def __str__(self) -> str:
        return f"{self.received_on:%Y-%m-%d} {self.kind}"

    @property
    def scope(self) -> Scope:
        """Where it lies: at the school that answers."""
        return Scope(municipality=self.municipality_id, school=self.school_id)

    @property
    def is_open(self) -> bool:
        """Is the answer still owed?"""
        return self.state in OPEN

    @property
    def moved(self) -> bool:
        """Is the child, as `visible_to` found it, at another school than the one that answers?"""
        return vars(self)["home_school"] not in (None, self.school_id)

    def may_become(self, state: ClaimState) -> bool:
        """May this state follow the one it is in?"""
        return state in TRANSITIONS[ClaimState(self.state)]


class ItemQuerySet(models.QuerySet["Item"]):
    """Filters on items."""

    def undecided(self) -> "ItemQuerySet":
        """Items on which nobody has decided yet."""
        return self.filter(decided_by__isnull=True)


class Item(Municipal):
    """One record as it read when it was gathered, and what was decided to be given of it.

    `spans` says what is black: `{"field", "start", "end", "black", "own"}`, in characters of that
    field's text. One that is `plain` has nothing that a person wrote, and may be given with others
    like it; any other is read by itself. What was looked at is what is given, whatever becomes of
    the record meanwhile.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="items")
    holding = models.CharField(max_length=100)
    key = models.UUIDField()
    day = models.DateField("日", null=True)
    lines: "models.JSONField[list[Line], list[Line]]" = models.JSONField(default=list)
    spans = models.JSONField("黒く塗るところ", default=list)
    plain = models.BooleanField("書かれたことばがない", default=False)
    withheld = models.BooleanField("開示しない", default=False)
    untold = models.BooleanField("開示しないときは、あることも答えない", default=False)
    ground = models.CharField("根拠", max_length=60, blank=True, default="")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "holding", "key"], name="item_once_a_record"),
        ]

    def __str__(self) -> str:
        return self.holding


class Remedy(Municipal):
    """What of a claim for correction or stop of use concerns one record, and how it is answered.

    `field` is what is to be corrected, `before` what it held when that was done: the old value is
    kept. A refusal's `why` stands beside the record for everybody who may read it.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="remedies")
    holding = models.CharField(max_length=100)
    key = models.UUIDField()
    field = models.CharField("直すところ", max_length=40, blank=True, default="")
    before = models.TextField("前の値", blank=True, default="")
    after = models.TextField("求められたこと", blank=True, default="")
    granted = models.BooleanField("求めに応じる")
    why = models.TextField("理由")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("決めた時刻")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "holding", "key", "field"], name="remedy_once_a_field"
            ),
        ]

    def __str__(self) -> str:
        return self.holding

    @property
    def elsewhere(self) -> bool:
        """Was it granted, and carried out at the record's own screen or on paper?"""
        return self.granted and not changed_here(self.claim.kind, self.holding, self.field)


class Deletion(Municipal):
    """What was due for deletion on a day, as one person proposed it and another approved it.

    `counts` says of each rule and kind how many rows; `digest` is of their keys. It stays: it holds
    numbers and codes only.
    """

    on = models.DateField("この日までに期間が過ぎたもの")
    state = models.CharField(
        "状態", max_length=10, choices=DeletionState, default=DeletionState.PROPOSED
    )
    counts = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    total = models.IntegerField("消す件数")
    done = models.IntegerField("消した件数", default=0)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("提案した時刻")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("承認した時刻", null=True)
    ended_at = models.DateTimeField("終わった時刻", null=True)

    class Meta:
        indexes = [models.Index(fields=["municipality", "at"])]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.state}"

    def may_become(self, state: DeletionState) -> bool:
        """May this state follow the one it is in?"""
        return state in DELETION_TRANSITIONS[DeletionState(self.state)]
