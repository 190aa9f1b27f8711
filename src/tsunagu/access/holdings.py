"""Which field of which table belongs to which field group, and with it to a data class.

A new table or field is written in here before it is used; a test asks for it by name.
"""

from tsunagu.access.fields import FieldGroup

G = FieldGroup

HELD: dict[str, dict[FieldGroup, str]] = {
    "org.Municipality": {G.SCHOOL: "code name packs"},
    "org.Organisation": {G.SCHOOL: "kind name code source sourced_id"},
    "org.Person": {G.PERSON: "family_name given_name kana email source sourced_id active"},
    "org.Leave": {G.LEAVE: "first last"},
    "access.Account": {
        G.USER: "username email is_active change_by last_login devices",
        G.SECRET: "password",
    },
    "access.Role": {G.PERSON: "kind grade classroom first last source"},
    "access.ApiKey": {G.KEY: "name deeds first last ended_at used_on", G.SECRET: "digest"},
    "school.School": {
        G.SCHOOL: "kind name code source sourced_id stage register_mode after_school_is_attendance"
    },
    "school.Classroom": {G.SCHOOL: "school_year name grades special_needs source sourced_id"},
    "school.CalendarEntry": {G.CALENDAR: "grade first last kind note origin"},
    "school.Pupil": {
        G.NAME: "family_name given_name family_kana given_kana sex birth_date master_identifier"
    },
    "school.PupilIdentity": {G.NAME: "source sourced_id first last"},
    "school.Enrolment": {G.NAME: "kind grade number begin end source sourced_id"},
    "school.Guardian": {
        G.PHONE: "name relation phone language note order",
        G.LIMIT: "custody papers_seen_on",
    },
    "school.GuardianLimit": {G.LIMIT: "kind first last paper at ended_on ended_why"},
    "attendance.Mark": {
        G.MARK: "kind late left_early place reason note day late_at late_agreed left_at ground "
        "place_set credit origin entered_at"
    },
    "attendance.FileMark": {G.MARK: "kind late left_early place reason note day"},
    "attendance.Stay": {G.MARK: "place begin end watched_by"},
    "attendance.RollCall": {G.MARK: "day taken_at origin version why"},
    "attendance.MissingEnd": {G.MARK: "day since arrived reached at"},
    "attendance.Correction": {G.CORRECTION: "day before after why at"},
    "attendance.OpeningBalance": {G.BALANCE: "day absent_days credited_days note"},
    "attendance.CreditPeriod": {G.HISTORY: "place first last"},
    "attendance.MonthClose": {G.REGISTER: "month at"},
    "attendance.RegisterPrint": {G.REGISTER: "month digest at"},
    "attendance.Notice": {
        G.NOTICE: "withdrawn_at withdrawn_why kind first last weekdays fills place reason note "
        "from_guardian restricted at"
    },
    "attendance.Epidemic": {G.CALENDAR: "withdrawn_at withdrawn_why first last"},
    "response.Task": {
        G.TASK: "kind way owner day due status noticed came ended_by ended_at why remark"
    },
    "response.TaskReason": {
        G.TASK: "school_year key rule version day due run total noticed withdrawn"
    },
    "response.Contact": {
        G.CONTACT: "withdrawn_at withdrawn_why at way reached child_heard child_seen line next "
        "fields stopped"
    },
    "response.Sharing": {
        G.SHARING: "withdrawn_at withdrawn_why on attendees agenda comes does_not reported_at "
        "draft at stopped"
    },
    "response.Decision": {G.SHARING: "place what until stopped"},
    "response.Draft": {G.DRAFT: "form about typed at"},
    "response.HandOn": {G.TASK: "last kind about"},
    "response.TurnoverDone": {G.PERSON: "last at"},
    "response.ContactRhythm": {G.HISTORY: "first last every_days"},
    "response.RuleFreeze": {G.HISTORY: "first last"},
    "response.GoodReason": {G.HISTORY: "first last kind note"},
    "response.ProtectionFlag": {G.PROTECTION: "first last"},
    "response.Change": {G.TECHNICAL: "number at"},
    "response.Stale": {G.TECHNICAL: "school_year state since changed"},
    "cases.Consent": {
        G.CONSENT: "given_by child_agrees not_asked_why way on purpose sections named at "
        "withdrawn_on withdrawn_way withdrawn_at"
    },
    "cases.Share": {
        G.SHARE: "basis law purpose sections named first last state asked_at confirmed_at "
        "answered_at declined_why ended_side ended_at ended_why"
    },
    "cases.Report": {G.NOTE: "on text at"},
    "cases.Note": {G.NOTE: "text at"},
    "cases.NoteRead": {G.NOTE: "at"},
    "cases.Copy": {G.SHARE: "number at"},
    "cases.Suspicion": {G.SUSPICION: "child_words seen witness on time at state"},
    "cases.SuspicionStep": {G.SUSPICION: "move text to on time at"},
    "rights.Claim": {
        G.CLAIM: "kind capacity asked_by papers received_on due state kept at reviewed_at "
        "approved_at who_confirmed sent_back_why extended_why ended_on ended_why"
    },
    "rights.Item": {G.CLAIMED: "holding key day lines spans plain withheld ground decided_at"},
    "rights.Remedy": {G.CLAIMED: "holding key field before after granted why at"},
    "rights.Deletion": {G.COUNTS: "on state total counts digest at approved_at done ended_at"},
    "oversight.Finding": {G.FINDING: "kind day first_at last_at pupils note looked_at"},
    "oversight.WorkedThrough": {G.TECHNICAL: "day"},
    "intake.ImportRun": {
        G.FILE: "number kind state file_name digest at by_label options counts warnings"
    },
    "intake.JournalPage": {G.FILE_CONTENT: "number model created before"},
    "intake.Upload": {
        G.FILE: "kind file_name options state begun at counts warnings",
        G.FILE_CONTENT: "faults message",
    },
    "audit.Event": {
        G.EVENT: "municipality at day actor deed kind key pupil details via basis managers_only "
        "seal"
    },
    "audit.Seal": {G.SEAL: "municipality day number events digest at"},
    "packs.RuleVersion": {G.RULES: "pack kind rule valid_from digest content stored_at"},
    "mfa.Authenticator": {G.USER: "type created_at last_used_at", G.SECRET: "data"},
    "usersessions.UserSession": {
        G.USER: "created_at ip last_seen_at user_agent",
        G.SECRET: "session_key data",
    },
    "sessions.Session": {G.SECRET: "session_key session_data expire_date"},
    "account.EmailAddress": {G.USER: "email verified primary"},
    "account.EmailConfirmation": {G.SECRET: "created sent key"},
    "socialaccount.SocialApp": {
        G.SECRET: "provider provider_id name client_id secret key settings"
    },
    "socialaccount.SocialAccount": {G.USER: "provider uid last_login date_joined extra_data"},
    "socialaccount.SocialToken": {G.SECRET: "token token_secret expires_at"},
    "django_tasks_database.DBTaskResult": {
        G.TECHNICAL: "status enqueued_at started_at finished_at args_kwargs priority task_path "
        "worker_ids queue_name backend_name run_after return_value exception_class_path traceback"
    },
    "contenttypes.ContentType": {G.TECHNICAL: "app_label model"},
    "auth.Permission": {G.TECHNICAL: "name codename"},
    "auth.Group": {G.TECHNICAL: "name"},
}
"""Every field but keys and relations, by table and group: what it is, not who may see it."""

IN_STATE: dict[str, tuple[str, FieldGroup]] = {
    "attendance.Notice": ("restricted", G.RESTRICTED),
}
"""Tables whose rows belong to another group altogether where a field of theirs is set."""
