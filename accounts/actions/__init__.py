from accounts.actions.access import note_password_set, own_password, remove_second_factor
from accounts.actions.accounts import (
    NumberTaken,
    change_phone,
    delete_account,
    open_account,
    rename,
    set_phone,
)
from accounts.actions.consents import ConsentNeeded, give_consent, withdraw_consent
from accounts.actions.data_requests import (
    AlreadyAsked,
    answer_request,
    ask_for_correction,
    ask_for_deletion,
    withdraw_request,
)
from accounts.actions.guardians import (
    GuardianUnfit,
    ask_guardian,
    decide_guardian_request,
    withdraw_guardian_request,
)
from accounts.actions.identities import (
    DocumentTaken,
    GuardianNeeded,
    hand_over_identity,
    register_identity,
    remove_identity,
    reveal_identity,
)
from accounts.actions.tries import sweep_tries, take_try

__all__ = [
    "AlreadyAsked",
    "ConsentNeeded",
    "DocumentTaken",
    "GuardianNeeded",
    "GuardianUnfit",
    "NumberTaken",
    "answer_request",
    "ask_for_correction",
    "ask_for_deletion",
    "ask_guardian",
    "change_phone",
    "decide_guardian_request",
    "delete_account",
    "give_consent",
    "hand_over_identity",
    "note_password_set",
    "open_account",
    "own_password",
    "register_identity",
    "remove_identity",
    "remove_second_factor",
    "rename",
    "reveal_identity",
    "set_phone",
    "sweep_tries",
    "take_try",
    "withdraw_consent",
    "withdraw_guardian_request",
    "withdraw_request",
]
