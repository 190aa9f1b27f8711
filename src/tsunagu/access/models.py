"""Accounts to sign in with, and roles held from a day to a day."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from tsunagu.access.enums import OPEN, Confirmation, RoleKind
from tsunagu.clock import new_id, today
from tsunagu.org.models import Municipal, Organisation, Person


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts, and finds them with the person and the municipality every page needs."""

    def get_queryset(self) -> "models.QuerySet[Account]":
        """Accounts with their people; one query instead of three a request."""
        return super().get_queryset().select_related("person__municipality")

    def create_user(self, username: str, *, person: Person, password: str | None) -> "Account":
        """An account for a person; without a password nobody can sign in with it."""
        account = self.model(username=username, person=person)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What a person signs in with. It carries no rights: those come from roles held today."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField("利用者ID", max_length=150, unique=True)
    email = models.EmailField("メールアドレス", blank=True, default="")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField("有効", default=True)
    change_by = models.DateField("仮のパスワードの期限", null=True, blank=True)
    devices = models.UUIDField("信頼した端末のしるし", default=new_id, editable=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username

    @property
    def lets_in(self) -> bool:
        """Is it open, and does its person still work here? The roster says who has left.

        A one-time password lets in until its day.
        """
        overdue = self.change_by is not None and self.change_by < today()
        return self.is_active and self.person.active and not overdue


class Confirmable(models.Model):
    """What nobody opens alone: asked for by one, confirmed by another by a day, or it lapses."""

    confirmation = models.CharField(
        "もう一人の確認", max_length=10, choices=Confirmation, blank=True, default=""
    )
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirm_by = models.DateField("確認の期限", null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_why = models.CharField("確認しないわけ", max_length=300, blank=True, default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="%(class)s_confirmed_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(confirmation=Confirmation.CONFIRMED) | Q(decided_by__isnull=False),
                name="%(class)s_confirmed_by_somebody",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Does it wait for nobody, as far as a second person is concerned?"""
        return self.confirmation in OPEN

    @property
    def lapsed(self) -> bool:
        """Did nobody confirm it in time?"""
        late = self.confirm_by is not None and self.confirm_by < today()
        return self.confirmation == Confirmation.WAITING and late

    @property
    def held_up(self) -> str:
        """What holds it shut, in words; empty where nothing does."""
        if self.lapsed:
            return "確認の期限切れ"
        return "" if self.is_open else str(Confirmation(self.confirmation).label)


class RoleQuerySet(models.QuerySet["Role"]):
    """Filters on roles."""

    def on(self, day: date) -> "RoleQuerySet":
        """Roles held on a day; one that waits for a second person is not."""
        held = self.filter(Q(last__isnull=True) | Q(last__gte=day), first__lte=day)
        return held.filter(confirmation__in=OPEN)

    def of_staff_here(self) -> "RoleQuerySet":
        """Roles of people who still work here and are not shut out of their account, if any."""
        return self.filter(~Q(person__account__is_active=False), person__active=True)


class Role(Confirmable, Municipal):
    """A person's role in an organisation, for a grade or a class where the role is so narrow.

    `classroom` is the key of a class in the room `school`, which stands above this one.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField("役割", max_length=20, choices=RoleKind)
    grade = models.CharField("学年", max_length=10, blank=True, default="")
    classroom = models.UUIDField("学級", null=True, blank=True)
    first = models.DateField("から")
    last = models.DateField("まで", null=True, blank=True)
    source = models.CharField("出所", max_length=20, blank=True, default="")

    objects = RoleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "first"]),
            models.Index(fields=["organisation", "kind"]),
        ]
        constraints = [
            *Confirmable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="role_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ApiKey(Confirmable, Municipal):
    """What a system outside comes in with, from a day to a day; of the key itself only the digest.

    Without an `organisation` it reaches every school of the municipality. `deeds` are those of the
    policy table's rows for connected systems that this key was made for.
    """

    name = models.CharField("つなぐ先", max_length=100)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    deeds = models.JSONField("できること", default=list)
    digest = models.CharField("鍵のSHA-256", max_length=64, unique=True, editable=False)
    first = models.DateField("から")
    last = models.DateField("まで")
    ended_at = models.DateTimeField("止めた日時", null=True, editable=False)
    used_on = models.DateField("さいごに使われた日", null=True, editable=False)

    class Meta:
        constraints = [
            *Confirmable.Meta.constraints,
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="api_key_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lets_in(self) -> bool:
        """Is it open today?"""
        return self.is_open and self.ended_at is None and self.first <= today() <= self.last
