"""The doors of sign-in. The library's other pages have no address here."""

from allauth.account import views as allauth

from tsunagu.access.policy import Deed
from tsunagu.web.http import guarded, public

sign_in = public(allauth.login)
sign_out = public(allauth.logout)
inactive = public(allauth.account_inactive)
change_password = guarded(Deed.SEE_TODAY)(allauth.password_change)
