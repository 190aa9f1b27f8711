import django.db.models.deletion
import tsunagu.clock.instants
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('school', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField(verbose_name='から')),
                ('role', models.CharField(choices=[('board_head', '教育委員会の課長'), ('lead_counsellor', '主任スクールカウンセラー'), ('lead_social_worker', '主任スクールソーシャルワーカー'), ('supervisor', '指導主事')], max_length=20, verbose_name='役割')),
                ('phone', models.CharField(max_length=30, verbose_name='電話')),
                ('at', models.DateTimeField(verbose_name='決めた時刻')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person', verbose_name='当番の人')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Sos',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(editable=False, unique=True, verbose_name='控え')),
                ('called', models.CharField(blank=True, default='', max_length=40, verbose_name='名乗ったこと')),
                ('wanted_role', models.CharField(blank=True, choices=[('homeroom', '学級担任'), ('deputy_homeroom', '副担任'), ('exchange_teacher', '交流学級担任'), ('grade_lead', '学年主任'), ('attendance_lead', '不登校担当'), ('guidance_lead', '生徒指導担当'), ('special_needs', '特別支援コーディネーター'), ('nurse', '養護教諭'), ('office', '学校事務'), ('teacher', '教員'), ('deputy_head', '教頭'), ('principal', '校長'), ('counsellor', 'スクールカウンセラー'), ('social_worker', 'スクールソーシャルワーカー'), ('supervisor', '指導主事'), ('lead_counsellor', '主任スクールカウンセラー'), ('lead_social_worker', '主任スクールソーシャルワーカー'), ('board_head', '教育委員会の課長'), ('privacy_officer', '個人情報保護の担当'), ('centre_staff', '教育支援センター職員'), ('agency_lead', '関係機関の窓口責任者'), ('agency_staff', '関係機関の担当者'), ('administrator', 'システム管理者'), ('connected_system', 'つなぐ先のシステム'), ('pupil', '子ども本人'), ('guardian', '保護者')], default='', max_length=20, verbose_name='話したい人')),
                ('outside', models.BooleanField(default=False, verbose_name='学校の外の人がよい')),
                ('not_homeroom', models.BooleanField(default=False, verbose_name='担任には知らせない')),
                ('about', models.JSONField(default=list, verbose_name='何のこと')),
                ('how', models.CharField(blank=True, choices=[('talk', '会って話したい'), ('write', '書いて答えてほしい'), ('later', '今すぐでなくてよい')], default='', max_length=10, verbose_name='どうしてほしい')),
                ('words', models.TextField(blank=True, default='', max_length=500, verbose_name='ことば')),
                ('at', models.DateTimeField(verbose_name='送った時刻')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='終わりにした時刻')),
                ('classroom', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='school.classroom')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
                ('school', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.school')),
                ('wanted', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='org.person')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'closed_at'], name='sos_open'), models.Index(fields=['school', 'at'], name='sos_school_at')],
            },
        ),
        migrations.CreateModel(
            name='KeptFrom',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                ('sos', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept_from', to='sos.sos')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sos', 'person'), name='sos_kept_from_once')],
            },
        ),
        migrations.CreateModel(
            name='SosStep',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('move', models.CharField(choices=[('read', '読んだ'), ('meet', '話す約束をした'), ('reply', '書いて答えた'), ('pass', 'ほかの人に渡した'), ('close', '終わりにした'), ('all_right', '子ども：もうだいじょうぶ'), ('not_yet', '子ども：まだ')], max_length=10, verbose_name='したこと')),
                ('at', models.DateTimeField(verbose_name='時刻')),
                ('meet_at', models.DateTimeField(null=True, verbose_name='話す時刻')),
                ('place', models.CharField(blank=True, choices=[('nurse_room', '保健室'), ('quiet_room', '相談室'), ('classroom', '教室'), ('phone', '電話'), ('child_says', '子どもがえらぶ場所')], default='', max_length=20, verbose_name='場所')),
                ('phrases', models.JSONField(default=list, verbose_name='えらんだ文')),
                ('words', models.TextField(blank=True, default='', max_length=500, verbose_name='ことば')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('sos', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='sos.sos')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person', verbose_name='だれに・だれと')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', True), ('move__in', ('all_right', 'not_yet'))), models.Q(models.Q(('move__in', ('all_right', 'not_yet')), _negated=True), ('by__isnull', False)), _connector='OR'), name='sos_step_by_an_adult_or_the_child'), models.CheckConstraint(condition=models.Q(models.Q(('move', 'meet'), _negated=True), ('meet_at__isnull', False), _connector='OR'), name='sos_step_meets_at_a_time')],
            },
        ),
    ]
