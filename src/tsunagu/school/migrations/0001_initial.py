import django.db.models.deletion
import tsunagu.clock.instants
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('intake', '0001_initial'),
        ('org', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='School',
            fields=[
                ('organisation_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='org.organisation')),
                ('stage', models.CharField(choices=[('elementary', '小学校'), ('junior_high', '中学校'), ('compulsory', '義務教育学校'), ('special_needs', '特別支援学校'), ('other', 'その他')], default='other', max_length=20, verbose_name='校種')),
                ('register_mode', models.CharField(choices=[('here', 'つなぐで出欠をとる'), ('elsewhere', '校務支援システムでとり、取り込む')], default='here', max_length=20, verbose_name='出席簿')),
                ('after_school_is_attendance', models.BooleanField(default=True, verbose_name='放課後登校を出席とする')),
            ],
            options={
                'abstract': False,
            },
            bases=('org.organisation',),
        ),
        migrations.CreateModel(
            name='Classroom',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.IntegerField(verbose_name='年度')),
                ('name', models.CharField(max_length=255, verbose_name='学級名')),
                ('grades', models.CharField(blank=True, default='', max_length=100, verbose_name='学年')),
                ('special_needs', models.BooleanField(default=False, verbose_name='特別支援学級')),
                ('source', models.CharField(blank=True, default='', max_length=255, verbose_name='名簿の出所')),
                ('sourced_id', models.CharField(blank=True, default='', max_length=255, verbose_name='学級ID')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classrooms', to='school.school')),
            ],
            options={
                'ordering': ['school', 'grades', 'name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sourced_id', ''), _negated=True), fields=('municipality', 'source', 'sourced_id', 'school_year'), name='classroom_once_a_source')],
            },
        ),
        migrations.CreateModel(
            name='Pupil',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('family_name', models.CharField(max_length=255, verbose_name='姓')),
                ('given_name', models.CharField(max_length=255, verbose_name='名')),
                ('family_kana', models.CharField(blank=True, default='', max_length=255, verbose_name='姓（かな）')),
                ('given_kana', models.CharField(blank=True, default='', max_length=255, verbose_name='名（かな）')),
                ('sex', models.CharField(blank=True, default='', choices=[('male', '男'), ('female', '女'), ('unspecified', '指定なし'), ('other', 'その他')], max_length=20, verbose_name='性別')),
                ('birth_date', models.DateField(blank=True, null=True, verbose_name='生年月日')),
                ('master_identifier', models.CharField(blank=True, default='', max_length=255, verbose_name='統一ID')),
                ('account', models.CharField(blank=True, default='', max_length=255, verbose_name='学校のアカウント')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'master_identifier'], name='school_pupi_municip_51f182_idx'), models.Index(fields=['municipality', 'account'], name='school_pupi_municip_b99b62_idx')],
            },
        ),
        migrations.CreateModel(
            name='Guardian',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=255, verbose_name='氏名')),
                ('relation', models.CharField(blank=True, default='', max_length=50, verbose_name='続柄')),
                ('phone', models.CharField(blank=True, default='', max_length=50, verbose_name='電話')),
                ('language', models.CharField(blank=True, default='', max_length=50, verbose_name='言語')),
                ('note', models.TextField(blank=True, default='', verbose_name='備考')),
                ('order', models.IntegerField(default=0, verbose_name='順')),
                ('custody', models.CharField(choices=[('unknown', 'わからない'), ('sole', '単独親権'), ('joint', '共同親権'), ('none', '親権がない')], default='unknown', max_length=10, verbose_name='親権')),
                ('papers_seen_on', models.DateField(blank=True, null=True, verbose_name='書類を確かめた日')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('papers_seen_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guardians', to='school.pupil')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('home', '在籍学級'), ('exchange', '交流学級')], default='home', max_length=10, verbose_name='種類')),
                ('grade', models.CharField(blank=True, default='', max_length=10, verbose_name='学年')),
                ('number', models.CharField(blank=True, default='', max_length=20, verbose_name='出席番号')),
                ('begin', models.DateField(verbose_name='から')),
                ('end', models.DateField(blank=True, null=True, verbose_name='この日の前日まで')),
                ('source', models.CharField(blank=True, default='', max_length=255, verbose_name='名簿の出所')),
                ('sourced_id', models.CharField(blank=True, default='', max_length=255, verbose_name='在籍ID')),
                ('classroom', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='school.classroom')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='school.pupil')),
            ],
            options={
                'indexes': [models.Index(fields=['classroom', 'kind', 'begin', 'end', 'pupil'], name='school_enro_classro_a72388_idx'), models.Index(fields=['pupil', 'begin'], name='school_enro_pupil_i_9b0d7c_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('end__isnull', True), ('end__gte', models.F('begin')), _connector='OR'), name='enrolment_in_order'), models.UniqueConstraint(condition=models.Q(('end__isnull', True), ('kind', 'home')), fields=('pupil',), name='enrolment_one_open_home')],
            },
        ),
        migrations.CreateModel(
            name='PupilIdentity',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=255, verbose_name='名簿の出所')),
                ('sourced_id', models.CharField(max_length=255, verbose_name='児童生徒ID')),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(blank=True, null=True, verbose_name='まで')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='school.pupil')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'sourced_id'], name='school_pupi_municip_2441e3_idx')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'source', 'sourced_id', 'first'), name='identity_once_a_source')],
            },
        ),
        migrations.CreateModel(
            name='CalendarEntry',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('grade', models.CharField(blank=True, default='', max_length=10, verbose_name='学年')),
                ('first', models.DateField(verbose_name='開始日')),
                ('last', models.DateField(verbose_name='終了日')),
                ('kind', models.CharField(choices=[('no_school', '休業'), ('school_day', '授業日'), ('half_day', '半日授業'), ('closed', '学級閉鎖・臨時休業'), ('term', '学期')], max_length=20, verbose_name='種別')),
                ('note', models.CharField(blank=True, default='', max_length=255, verbose_name='備考')),
                ('origin', models.CharField(choices=[('file', '取り込み'), ('screen', '画面')], default='screen', editable=False, max_length=10)),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('run', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='intake.importrun')),
                ('classroom', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='school.classroom')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='school.school')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'first', 'last'], name='school_cale_municip_f29160_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='calendar_entry_in_order')],
            },
        ),
        migrations.CreateModel(
            name='GuardianLimit',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('protection_order', '保護命令'), ('supported_separation', '支援措置（住民基本台帳事務における支援）'), ('court', '裁判所の決めた制限')], max_length=20, verbose_name='種類')),
                ('first', models.DateField(verbose_name='始まりの日')),
                ('last', models.DateField(blank=True, null=True, verbose_name='終わりの日')),
                ('paper', models.CharField(max_length=500, verbose_name='確かめた書類')),
                ('at', models.DateTimeField(verbose_name='入れた時刻')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='この日から制限しない')),
                ('ended_why', models.CharField(blank=True, default='', max_length=500, verbose_name='終わらせた理由')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='limits', to='school.guardian')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'ordering': ['-first', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='guardian_limit_in_order'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('ended_why', ''), _negated=True), _connector='OR'), name='guardian_limit_ended_with_why')],
            },
        ),
        migrations.CreateModel(
            name='Sibling',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='記録した時刻')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pupil', 'other'), name='sibling_once'), models.CheckConstraint(condition=models.Q(('pupil__lt', models.F('other'))), name='sibling_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Expected',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='来る予定の日')),
                ('at', models.DateTimeField(verbose_name='書いた時刻')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='来ないとわかった日')),
                ('ended_why', models.CharField(blank=True, default='', max_length=500, verbose_name='来ないわけ')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='expected', to='school.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.school')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('ended_why', ''), _negated=True), _connector='OR'), name='expected_ended_with_why')],
            },
        ),
    ]
