import django.db.models.deletion
import tsunagu.clock.instants
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('intake', '0001_initial'),
        ('org', '0001_initial'),
        ('school', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('why', models.TextField(verbose_name='理由')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='school.pupil')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('present', '出席'), ('absent', '欠席'), ('missing', '所在未確認'), ('suspended', '出席停止'), ('bereavement', '忌引'), ('excused', '校長が認めた日')], default='present', max_length=12, verbose_name='出欠')),
                ('late', models.BooleanField(default=False, verbose_name='遅刻')),
                ('left_early', models.BooleanField(default=False, verbose_name='早退')),
                ('place', models.CharField(blank=True, choices=[('classroom', '教室'), ('exchange_class', '交流学級'), ('other_school', '他校通級'), ('off_site', '校外'), ('nurse_room', '保健室'), ('separate_room', '別室'), ('in_school_centre', '校内教育支援センター'), ('after_school', '放課後登校'), ('support_centre', '教育支援センター'), ('free_school', 'フリースクール'), ('home_online', '自宅ICT'), ('other', 'その他')], default='', max_length=20, verbose_name='場所')),
                ('reason', models.CharField(blank=True, choices=[('illness', '病気'), ('family', '家庭の都合'), ('cannot_come', '登校できない'), ('other', 'その他'), ('unknown', '不明')], default='', max_length=12, verbose_name='理由')),
                ('note', models.TextField(blank=True, default='', verbose_name='備考')),
                ('day', models.DateField(verbose_name='日')),
                ('late_at', models.TimeField(blank=True, null=True, verbose_name='登校時刻')),
                ('late_agreed', models.BooleanField(default=False, verbose_name='約束した遅い登校')),
                ('left_at', models.TimeField(blank=True, null=True, verbose_name='早退時刻')),
                ('ground', models.CharField(blank=True, choices=[('health', '感染症（学校保健安全法19条）'), ('conduct', '学校教育法35条')], default='', max_length=10)),
                ('place_set', models.BooleanField(default=False, verbose_name='場所を人が決めた')),
                ('credit', models.CharField(choices=[('undecided', '未決定'), ('credited', '出席扱い'), ('not_credited', '出席扱いとしない')], default='undecided', max_length=12, verbose_name='出席扱い')),
                ('origin', models.CharField(choices=[('screen', '画面'), ('file', '取り込み')], default='screen', max_length=10)),
                ('entered_at', models.DateTimeField()),
                ('classroom', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='school.classroom')),
                ('entered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='school.pupil')),
                ('run', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun')),
            ],
            options={
                'indexes': [models.Index(fields=['classroom', 'day'], name='attendance__classro_fc9992_idx'), models.Index(fields=['municipality', 'day'], name='attendance__municip_9a2e31_idx'), models.Index(condition=models.Q(models.Q(('kind', 'present'), _negated=True), ('place__in', ['free_school', 'home_online', 'support_centre']), _connector='OR'), fields=['pupil', 'day', 'kind', 'place', 'credit'], name='mark_not_here'), models.Index(condition=models.Q(('kind', 'missing')), fields=['municipality', 'day'], name='mark_missing')],
                'constraints': [models.UniqueConstraint(fields=('pupil', 'day'), name='mark_once_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['absent', 'missing']), _negated=True), models.Q(('late', False), ('left_early', False)), _connector='OR'), name='absent_is_neither_late_nor_early'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'absent'), _negated=True), models.Q(('place__in', ['classroom', 'exchange_class', 'in_school_centre', 'nurse_room', 'off_site', 'other_school', 'separate_room']), _negated=True), _connector='OR'), name='absent_is_not_at_a_place_of_attendance')],
            },
        ),
        migrations.CreateModel(
            name='MissingEnd',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('since', models.DateTimeField(verbose_name='所在未確認になった時刻')),
                ('arrived', models.BooleanField(verbose_name='登校した')),
                ('reached', models.CharField(blank=True, default='', max_length=255, verbose_name='だれと確認したか')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='missing_ends', to='school.pupil')),
            ],
            options={
                'indexes': [models.Index(fields=['pupil', 'day'], name='attendance__pupil_i_6ea923_idx')],
            },
        ),
        migrations.CreateModel(
            name='MonthClose',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField(verbose_name='月の初日')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='month_closes', to='school.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('school', 'month'), name='month_closed_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='取り消した時刻')),
                ('withdrawn_why', models.TextField(blank=True, default='', verbose_name='取り消した理由')),
                ('kind', models.CharField(choices=[('announced', '欠席の連絡'), ('hospital', '入院'), ('travel', '旅行・帰省'), ('weekdays', '決まった曜日に登校'), ('she_tells', '登校する日に知らせる'), ('protection', '一時保護'), ('shelter', '避難'), ('late_start', '約束した遅い登校'), ('late', '遅刻の連絡'), ('leaves_early', '早退の連絡')], max_length=12, verbose_name='種類')),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(blank=True, null=True, verbose_name='まで')),
                ('weekdays', models.CharField(blank=True, default='', max_length=20, verbose_name='登校する曜日')),
                ('fills', models.CharField(choices=[('present', '出席'), ('absent', '欠席'), ('missing', '所在未確認'), ('suspended', '出席停止'), ('bereavement', '忌引'), ('excused', '校長が認めた日')], default='absent', max_length=12, verbose_name='出欠')),
                ('place', models.CharField(blank=True, choices=[('classroom', '教室'), ('exchange_class', '交流学級'), ('other_school', '他校通級'), ('off_site', '校外'), ('nurse_room', '保健室'), ('separate_room', '別室'), ('in_school_centre', '校内教育支援センター'), ('after_school', '放課後登校'), ('support_centre', '教育支援センター'), ('free_school', 'フリースクール'), ('home_online', '自宅ICT'), ('other', 'その他')], default='', max_length=20, verbose_name='場所')),
                ('reason', models.CharField(blank=True, choices=[('illness', '病気'), ('family', '家庭の都合'), ('cannot_come', '登校できない'), ('other', 'その他'), ('unknown', '不明')], default='', max_length=12, verbose_name='理由')),
                ('note', models.TextField(blank=True, default='', verbose_name='備考')),
                ('from_guardian', models.BooleanField(default=False, verbose_name='保護者からの連絡')),
                ('time', models.TimeField(blank=True, null=True, verbose_name='時刻')),
                ('answers', models.JSONField(blank=True, default=dict, verbose_name='保護者が選んだ答え')),
                ('restricted', models.BooleanField(default=False, verbose_name='管理職のみ')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('guardian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='school.guardian')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='school.pupil')),
                ('withdrawn_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'indexes': [models.Index(fields=['pupil', 'first'], name='attendance__pupil_i_f5bd43_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='notice_in_order')],
            },
        ),
        migrations.CreateModel(
            name='OpeningBalance',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='転入日')),
                ('absent_days', models.PositiveIntegerField(default=0, verbose_name='欠席日数')),
                ('credited_days', models.PositiveIntegerField(default=0, verbose_name='出席扱い日数')),
                ('note', models.TextField(blank=True, default='', verbose_name='備考')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_balances', to='school.pupil')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pupil', 'day'), name='opening_balance_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='RegisterPrint',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField(verbose_name='月の初日')),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(verbose_name='印刷した時刻')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='register_prints', to='school.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('school', 'month'), name='register_print_last')],
            },
        ),
        migrations.CreateModel(
            name='RollCall',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='日')),
                ('taken_at', models.DateTimeField(verbose_name='とった時刻')),
                ('origin', models.CharField(choices=[('screen', '画面'), ('file', '取り込み')], default='screen', max_length=10)),
                ('version', models.IntegerField(default=1)),
                ('why', models.TextField(blank=True, default='', verbose_name='あとからとった理由')),
                ('classroom', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='roll_calls', to='school.classroom')),
                ('municipality', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('run', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='roll_calls', to='school.school')),
                ('taken_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'indexes': [models.Index(fields=['school', 'day'], name='attendance__school__1db644_idx')],
                'constraints': [models.UniqueConstraint(fields=('classroom', 'day'), name='roll_call_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(choices=[('classroom', '教室'), ('exchange_class', '交流学級'), ('other_school', '他校通級'), ('off_site', '校外'), ('nurse_room', '保健室'), ('separate_room', '別室'), ('in_school_centre', '校内教育支援センター'), ('after_school', '放課後登校'), ('support_centre', '教育支援センター'), ('free_school', 'フリースクール'), ('home_online', '自宅ICT'), ('other', 'その他')], max_length=20, verbose_name='場所')),
                ('begin', models.TimeField(verbose_name='から')),
                ('end', models.TimeField(blank=True, null=True, verbose_name='まで')),
                ('watched_by', models.CharField(blank=True, default='', max_length=255, verbose_name='見守る人')),
                ('mark', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stays', to='attendance.mark')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'ordering': ['begin'],
            },
        ),
        migrations.CreateModel(
            name='CreditPeriod',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(choices=[('classroom', '教室'), ('exchange_class', '交流学級'), ('other_school', '他校通級'), ('off_site', '校外'), ('nurse_room', '保健室'), ('separate_room', '別室'), ('in_school_centre', '校内教育支援センター'), ('after_school', '放課後登校'), ('support_centre', '教育支援センター'), ('free_school', 'フリースクール'), ('home_online', '自宅ICT'), ('other', 'その他')], max_length=20, verbose_name='場所')),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(blank=True, null=True, verbose_name='まで')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credit_periods', to='school.pupil')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='credit_period_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Epidemic',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='取り消した時刻')),
                ('withdrawn_why', models.TextField(blank=True, default='', verbose_name='取り消した理由')),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(verbose_name='まで')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('classroom', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='epidemics', to='school.classroom')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('withdrawn_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='epidemic_in_order')],
            },
        ),
        migrations.CreateModel(
            name='FileMark',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('present', '出席'), ('absent', '欠席'), ('missing', '所在未確認'), ('suspended', '出席停止'), ('bereavement', '忌引'), ('excused', '校長が認めた日')], default='present', max_length=12, verbose_name='出欠')),
                ('late', models.BooleanField(default=False, verbose_name='遅刻')),
                ('left_early', models.BooleanField(default=False, verbose_name='早退')),
                ('place', models.CharField(blank=True, choices=[('classroom', '教室'), ('exchange_class', '交流学級'), ('other_school', '他校通級'), ('off_site', '校外'), ('nurse_room', '保健室'), ('separate_room', '別室'), ('in_school_centre', '校内教育支援センター'), ('after_school', '放課後登校'), ('support_centre', '教育支援センター'), ('free_school', 'フリースクール'), ('home_online', '自宅ICT'), ('other', 'その他')], default='', max_length=20, verbose_name='場所')),
                ('reason', models.CharField(blank=True, choices=[('illness', '病気'), ('family', '家庭の都合'), ('cannot_come', '登校できない'), ('other', 'その他'), ('unknown', '不明')], default='', max_length=12, verbose_name='理由')),
                ('note', models.TextField(blank=True, default='', verbose_name='備考')),
                ('day', models.DateField()),
                ('classroom', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.classroom')),
                ('municipality', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='file_marks', to='intake.importrun')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.school')),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'school', 'day'], name='attendance__run_id_c56502_idx')],
            },
        ),
    ]
