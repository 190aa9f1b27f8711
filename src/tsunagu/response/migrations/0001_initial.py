import django.db.models.deletion
import tsunagu.clock.instants
import tsunagu.response.models.changes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('school', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('contact', '家庭との連絡'), ('share', '校内での情報共有'), ('report', '報告'), ('sheet', '一覧表・支援シート'), ('classify', '長期欠席の理由の分類'), ('see', '子どもに直接会う'), ('notify', '教育委員会への報告'), ('review', '見直し'), ('meeting', '会議'), ('protection', '市町村・児童相談所への情報提供'), ('decision', '情報共有で決めたこと'), ('step', 'ケース会議で決めたこと')], max_length=12, verbose_name='種類')),
                ('way', models.CharField(blank=True, choices=[('either', '電話連絡か家庭訪問'), ('call', '電話連絡'), ('visit', '家庭訪問')], default='', max_length=10, verbose_name='方法')),
                ('owner', models.CharField(choices=[('homeroom', '学級担任'), ('grade_lead', '学年主任'), ('attendance_lead', '不登校担当'), ('manager', '管理職'), ('office', '学校事務')], max_length=20, verbose_name='担当')),
                ('day', models.DateField(verbose_name='日')),
                ('due', models.DateField(verbose_name='期限')),
                ('status', models.CharField(choices=[('open', '未対応'), ('done', '済み'), ('not_needed', '不要'), ('handed_over', '引き継ぎ'), ('lapsed', '記録のみ'), ('withdrawn', '取り下げ')], default='open', max_length=12, verbose_name='状態')),
                ('noticed', models.DateField(verbose_name='気づいた日')),
                ('came', models.DateField(default=tsunagu.clock.instants.today, verbose_name='担当に来た日')),
                ('ended_by', models.CharField(blank=True, choices=[('person', '職員が記録'), ('contact', '家庭との連絡'), ('guardian_message', '保護者からの連絡'), ('epidemic', '学級の感染症'), ('whereabouts', '所在がわかっている'), ('seen_in_run', '欠席が続くあいだに会っている'), ('back', 'そのあと登校している'), ('good_reason', '正当な理由の記録'), ('corrected', '出欠の訂正'), ('review', '見直しの日の決定'), ('rhythm', '連絡の間隔の約束'), ('late', '日がたってからわかったこと'), ('moved', '子どもがほかの学校へ移った')], default='', max_length=20)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.TextField(blank=True, default='', verbose_name='理由')),
                ('remark', models.TextField(blank=True, default='', verbose_name='備考')),
                ('words', models.TextField(blank=True, default='', verbose_name='ケース会議で決めたこと')),
                ('classroom', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='school.classroom')),
                ('ended_person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('handed_to', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='school.pupil')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='school.school')),
            ],
            options={
                'indexes': [models.Index(fields=['school', 'status', 'due'], name='response_ta_school__b54d23_idx'), models.Index(fields=['classroom', 'status'], name='response_ta_classro_d24a3b_idx'), models.Index(fields=['pupil', 'day'], name='response_ta_pupil_i_bfcc69_idx'), models.Index(condition=models.Q(('ended_person__isnull', False)), fields=['ended_person'], name='task_ended_person'), models.Index(condition=models.Q(('handed_to__isnull', False)), fields=['handed_to'], name='task_handed_to'), models.Index(condition=models.Q(('kind', 'share'), ('kind', 'sheet'), ('kind', 'classify'), _connector='OR'), fields=['kind', 'school', 'pupil', 'day', 'status', 'remark', 'classroom'], name='task_of_the_year')],
            },
        ),
        migrations.CreateModel(
            name='Sharing',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='取り消した時刻')),
                ('withdrawn_why', models.TextField(blank=True, default='', verbose_name='取り消した理由')),
                ('stopped', models.BooleanField(default=False, editable=False, verbose_name='利用停止')),
                ('on', models.DateField(verbose_name='日')),
                ('attendees', models.TextField(blank=True, default='', verbose_name='参加者')),
                ('agenda', models.JSONField(blank=True, default=dict, verbose_name='話し合ったこと')),
                ('comes', models.JSONField(blank=True, default=dict, verbose_name='登校できそうなとき')),
                ('does_not', models.JSONField(blank=True, default=dict, verbose_name='登校できそうにないとき')),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('draft', models.BooleanField(default=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sharings', to='school.pupil')),
                ('replaced_by', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='corrects', to='response.sharing')),
                ('reported_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('withdrawn_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('tasks', models.ManyToManyField(blank=True, related_name='sharings', to='response.task')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField(verbose_name='順')),
                ('what', models.TextField(verbose_name='決めたこと')),
                ('stopped', models.BooleanField(default=False, editable=False, verbose_name='利用停止')),
                ('until', models.DateField(blank=True, null=True, verbose_name='いつまでに')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('who', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('sharing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='response.sharing')),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decision', to='response.task')),
            ],
            options={
                'ordering': ('place',),
                'constraints': [models.UniqueConstraint(fields=('sharing', 'place'), name='decision_once_a_place')],
            },
        ),
        migrations.CreateModel(
            name='TaskReason',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.IntegerField(verbose_name='年度')),
                ('key', models.CharField(max_length=100)),
                ('rule', models.CharField(max_length=60)),
                ('version', models.CharField(max_length=200)),
                ('day', models.DateField()),
                ('due', models.DateField()),
                ('run', models.IntegerField(default=0)),
                ('total', models.IntegerField(default=0)),
                ('noticed', models.DateField()),
                ('withdrawn', models.BooleanField(default=False)),
                ('municipality', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reasons', to='response.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pupil', 'school_year', 'key'), name='reason_once_a_key')],
            },
        ),
        migrations.CreateModel(
            name='TurnoverDone',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('last', models.DateField(verbose_name='最後の日')),
                ('at', models.DateTimeField(verbose_name='完了とした時刻')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('school', 'last'), name='turnover_done_once')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=tsunagu.response.models.changes._number)),
                ('at', models.DateTimeField(default=tsunagu.clock.instants.now)),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.school')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'school', 'number'], name='change_sums')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='取り消した時刻')),
                ('withdrawn_why', models.TextField(blank=True, default='', verbose_name='取り消した理由')),
                ('stopped', models.BooleanField(default=False, editable=False, verbose_name='利用停止')),
                ('at', models.DateTimeField(verbose_name='日時')),
                ('way', models.CharField(choices=[('call', '電話'), ('visit', '家庭訪問'), ('at_school', '学校で'), ('letter', '手紙'), ('message', 'メッセージ'), ('voicemail', '留守番電話')], max_length=12, verbose_name='方法')),
                ('reached', models.CharField(choices=[('child', '本人'), ('guardian', '保護者'), ('other', 'その他の人'), ('nobody', 'つながらなかった')], max_length=10, verbose_name='つながった相手')),
                ('child_heard', models.BooleanField(default=False, verbose_name='子どもの声を聞いた')),
                ('child_seen', models.BooleanField(default=False, verbose_name='子どもに会った')),
                ('line', models.TextField(verbose_name='ひとこと')),
                ('next', models.TextField(blank=True, default='', verbose_name='次にすること')),
                ('fields', models.JSONField(blank=True, default=dict, verbose_name='そのほか')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='school.pupil')),
                ('replaced_by', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='corrects', to='response.contact')),
                ('withdrawn_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'indexes': [models.Index(fields=['pupil', 'at'], name='response_co_pupil_i_d83116_idx')],
            },
        ),
        migrations.CreateModel(
            name='ContactRhythm',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(blank=True, null=True, verbose_name='まで')),
                ('every_days', models.PositiveIntegerField(default=7, verbose_name='何日ごと')),
                ('way', models.CharField(choices=[('either', '電話連絡か家庭訪問'), ('call', '電話連絡'), ('visit', '家庭訪問')], default='either', max_length=10, verbose_name='方法')),
                ('in_breaks', models.BooleanField(default=True, verbose_name='長い休みのあいだも')),
                ('before_term', models.PositiveIntegerField(default=0, verbose_name='学校が始まる何日前')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='contactrhythm_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(choices=[('contact', '連絡の記録'), ('sharing', '情報共有'), ('conference', 'ケース会議の記録')], max_length=10, verbose_name='書きかけのもの')),
                ('about', models.UUIDField(verbose_name='新しい記録なら子ども、続きを書くならその情報共有')),
                ('typed', models.JSONField(default=dict, verbose_name='書いたこと')),
                ('at', models.DateTimeField(verbose_name='最後に書いた時刻')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='org.person')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'at'], name='response_dr_municip_3ac102_idx')],
                'constraints': [models.UniqueConstraint(fields=('person', 'form', 'about'), name='draft_once_a_person_and_form')],
            },
        ),
        migrations.CreateModel(
            name='GoodReason',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(blank=True, null=True, verbose_name='まで')),
                ('kind', models.CharField(choices=[('doctor', '医師にかかっている病気'), ('mourning', '服喪'), ('travel', '届け出のある旅行'), ('supported', '支援の続いている不登校'), ('other', 'その他')], max_length=12, verbose_name='理由')),
                ('note', models.TextField(blank=True, default='', verbose_name='ことば')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='goodreason_in_order')],
            },
        ),
        migrations.CreateModel(
            name='HandOn',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('last', models.DateField(verbose_name='最後の日')),
                ('kind', models.CharField(choices=[('task', 'することになっている仕事'), ('draft', '書きかけの下書き')], max_length=5, verbose_name='もの')),
                ('about', models.UUIDField(verbose_name='その仕事か下書き')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.school')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'about'), name='hand_on_once_a_thing')],
            },
        ),
        migrations.CreateModel(
            name='ProtectionFlag',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(blank=True, null=True, verbose_name='まで')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='protectionflag_in_order')],
            },
        ),
        migrations.CreateModel(
            name='RuleFreeze',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(blank=True, null=True, verbose_name='まで')),
                ('of_cases', models.BooleanField(default=False, verbose_name='ケースの見直しの日')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='rulefreeze_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Stale',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.IntegerField(verbose_name='年度')),
                ('state', models.CharField(choices=[('waiting', '待っています'), ('running', '計算しています')], default='waiting', max_length=10)),
                ('since', models.DateTimeField()),
                ('changed', models.DateTimeField()),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('school', 'school_year'), name='stale_once')],
            },
        ),
    ]
