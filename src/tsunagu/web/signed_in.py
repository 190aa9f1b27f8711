"""Who is signed in: every request asks the same, so the SQL is written once."""

from datetime import datetime
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from tsunagu.access.models import Account
from tsunagu.prepared import Prepared

_SESSIONS = Prepared(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at), str, datetime
)
_ACCOUNTS = Prepared(
    lambda key: Account.objects.filter(pk=key).select_related("person__municipality"), UUID
)


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSIONS.objects(Session, self.session_key, timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


class SignedIn(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as django-allauth does; finds an account with its person and municipality."""

    def get_user(self, user_id: UUID) -> Account | None:
        """The account of a session, unless it was closed."""
        for account in _ACCOUNTS.objects(Account, user_id):
            return account if self.user_can_authenticate(account) else None
        return None
