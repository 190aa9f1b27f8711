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
    "access.Role": {
        G.PERSON: "kind grade classroom first last source confirmation confirm_by declined_why"
    },
    "access.ApiKey": {
        G.KEY: "name deeds first last ended_at used_on confirmation confirm_by declined_why",
        G.SECRET: "digest",
    },
    "school.School": {
        G.SCHOOL: "kind name code source sourced_id stage register_mode after_school_is_attendance"
    },
    "school.Classroom": {G.SCHOOL: "school_year name grades special_needs source sourced_id"},
    "school.CalendarEntry": {G.CALENDAR: "grade first last kind note origin"},
    "school.Pupil": {
        G.NAME: "family_name given_name family_kana given_kana sex birth_date master_identifier",
        G.DOOR: "account",
    },
    "school.PupilIdentity": {G.NAME: "source sourced_id first last"},
    "school.Expected": {G.NAME: "day at ended_on ended_why"},
    "school.Sibling": {G.NAME: "at"},
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
        "from_guardian time answers restricted at"
    },
    "attendance.Epidemic": {G.CALENDAR: "withdrawn_at withdrawn_why first last"},
    "response.Task": {
        G.TASK: "kind way owner day due status noticed came ended_by ended_at why remark words"
    },
    "response.TaskReason": {
        G.TASK: "school_year key rule version day due run total noticed withdrawn"
    },
    "signs.Sign": {G.SIGN: "kind point day note at ended_at ended_why"},
    "signs.Alert": {G.ALERT: "portal kind day time own_id at"},
    "signs.Visit": {G.VISIT: "day came left outcome at ended_at ended_why"},
    "signs.VisitReason": {G.VISIT_REASON: "text at"},
    "signs.VisitReader": {G.VISIT_REASON: ""},
    "doors.ClassCode": {G.DOOR: "code at ended_at"},
    "doors.PictureDoor": {
        G.DOOR: "nickname wrong wait_until told_at seen_at at",
        G.SECRET: "digest stamp",
    },
    "sos.Sos": {
        G.SOS: "called wanted_role outside not_homeroom about how words at closed_at",
        G.SECRET: "key",
    },
    "sos.SosStep": {G.SOS: "move at meet_at place phrases words"},
    "sos.KeptFrom": {G.SOS: ""},
    "sos.Duty": {G.DUTY: "valid_from role phone at"},
    "families.FamilyAccount": {
        G.FAMILY: "name language at used_on",
        G.SECRET: "password stamp",
    },
    "families.FamilyLetter": {
        G.FAMILY: "at until handed handed_on used_at ended_at wrong wait_until told_at",
        G.SECRET: "digest",
    },
    "signs.CheckIn": {G.CHECK_IN: "day heart body sleep at read_at"},
    "signs.SignAnswer": {G.SIGN: "kind words at kept"},
    "signs.NoticingChoice": {G.RULES: "noticing on valid_from why at"},
    "signs.NoticingTrial": {
        G.RULES: "noticing days at_least period first last until at",
        G.COUNTS: "named absent done schools state beat turn",
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
    "response.ContactRhythm": {G.HISTORY: "first last every_days way in_breaks before_term"},
    "response.RuleFreeze": {G.HISTORY: "first last of_cases"},
    "response.GoodReason": {G.HISTORY: "first last kind note"},
    "response.ProtectionFlag": {G.PROTECTION: "first last"},
    "response.Change": {G.TECHNICAL: "number at"},
    "response.Stale": {G.TECHNICAL: "school_year state since changed"},
    "forms.Sheet": {G.SHEET: "form school_year state begun_at ended_at ended_why"},
    "forms.Listed": {G.SHEET: "number"},
    "forms.Answer": {
        G.SHEET: "field value seen_by seen_on seen_what origin origin_on first at number"
    },
    "forms.Bundle": {
        G.SHEET: "form title school_year state at message",
        G.TECHNICAL: "beat turn",
    },
    "forms.BundlePart": {G.SHEET: "number sheets count named remarked content"},
    "cases.Consent": {
        G.CONSENT: "given_by child_agrees not_asked_why way on purpose sections named at "
        "withdrawn_on withdrawn_way withdrawn_at"
    },
    "cases.Share": {
        G.SHARE: "basis law purpose sections named first last state asked_at confirmed_at "
        "answered_at declined_why decline_read_at ended_side ended_at ended_why"
    },
    "cases.Report": {G.NOTE: "on text at read_at"},
    "cases.Note": {G.NOTE: "text at"},
    "cases.NoteRead": {G.NOTE: "at"},
    "cases.Copy": {G.SHARE: "number at"},
    "cases.Suspicion": {G.SUSPICION: "child_words seen witness on time at state"},
    "cases.SuspicionStep": {G.SUSPICION: "move text to on time at"},
    "cases.Case": {G.CASE: "kind origin state due procedure_due begun_at"},
    "cases.CaseStep": {G.CASE: "move text until at"},
    "cases.ProcedureRecord": {G.CASE: "step outcome on text at"},
    "cases.Wish": {G.CASE: "whose words heard_by heard_on at"},
    "cases.PlanLine": {G.PLAN: "what who at ended_at"},
    "cases.PlanPart": {G.PLAN: "text at read_at"},
    "cases.NotRight": {G.PLAN: "words at read_at answer said answered_at"},
    "cases.Member": {G.CASE: "outside part first last at"},
    "cases.CaseNote": {G.CASE: "text restricted at withdrawn_at withdrawn_why"},
    "cases.Rhythm": {
        G.CASE: "how child_wish family_wish agreed_with agreed_on at ended_why ended_at"
    },
    "cases.SchoolDay": {
        G.SCHOOL_DAY: "kind first last arrives leaves room receiver at held_until ended_why "
        "ended_at"
    },
    "cases.Handover": {
        G.HANDOVER: "to_role outside first parts helped avoid ground law given_by way agreed_on "
        "child_agrees child_said state due at sent_at content"
    },
    "cases.HandoverStep": {G.HANDOVER: "move text at"},
    "cases.Conference": {
        G.CASE: "day at place agenda state why areas aim agreed next_on no_next_why called_at"
        " held_at number saved_at"
    },
    "cases.Invitation": {G.CASE: "outside answer word answered_at attended at"},
    "cases.Assent": {G.CASE: "whose who answer words on at"},
    "cases.SmallStep": {
        G.CASE: "place what outside until times where how towards state why ended_at"
    },
    "cases.DivisionRequest": {G.REQUEST: "kind text state due on at sent_at"},
    "cases.DivisionRequestStep": {G.REQUEST: "move text on at"},
    "cases.Consultation": {G.CONSULTATION: "state due at sent_at"},
    "cases.ConsultationStep": {G.CONSULTATION: "move text on at"},
    "cases.Story": {
        G.STORY: "title stage place youngest oldest parts search state begun_at approved_at"
    },
    "cases.StoryCategory": {G.STORY: "category"},
    "cases.StoryCleared": {G.STORY: "place word at"},
    "cases.StoryStep": {G.STORY: "move text at"},
    "cases.SlipCall": {G.FOLLOW_UP: "text due at ended_at"},
    "cases.SlipTurn": {G.FOLLOW_UP: "handed_in_at"},
    "cases.FollowUp": {G.FOLLOW_UP: "state due at"},
    "cases.FollowUpStep": {G.FOLLOW_UP: "move text at"},
    "rights.Claim": {
        G.CLAIM: "kind capacity asked_by papers received_on due state kept at reviewed_at "
        "approved_at who_confirmed sent_back_why extended_why ended_on ended_why"
    },
    "rights.Item": {
        G.CLAIMED: "holding key day lines spans plain withheld untold ground decided_at"
    },
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
    "cases.CaseNote": ("restricted", G.CASE_NOTE),
}
"""Tables whose rows belong to another group altogether where a field of theirs is set."""
