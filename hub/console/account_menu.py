"""Who is signed in, with what is theirs to do about it: another password, signing out."""

from nicegui import ui

from hub.console.voice import Voice
from hub.domain.people import Account
from hub.words import ROLES


def account_menu(voice: Voice, account: Account) -> None:
    """A button with the name and role of the account, which opens a list."""
    who = f"{account.name} · {voice.word(ROLES[account.role])}"
    button = ui.button(who).props("flat dense no-caps icon-right=arrow_drop_down").classes("top-link who")
    with button, ui.menu():
        ui.link(voice.say("change_password"), "/password").classes("menu-link")
        ui.menu_item(voice.say("sign_out"), on_click=_sign_out)


def _sign_out() -> None:
    # Signing out is a change and goes as a POST, so that no link from elsewhere can do it.
    ui.run_javascript("fetch('/logout',{method:'POST'}).finally(()=>{location.href='/login'})")
