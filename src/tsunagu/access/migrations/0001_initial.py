import django.db.models.deletion
import tsunagu.clock.instants
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('username', models.CharField(max_length=150, unique=True, verbose_name='利用者ID')),
                ('email', models.EmailField(blank=True, default='', max_length=254, verbose_name='メールアドレス')),
                ('is_active', models.BooleanField(default=True, verbose_name='有効')),
                ('change_by', models.DateField(blank=True, null=True, verbose_name='仮のパスワードの期限')),
                ('devices', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, verbose_name='信頼した端末のしるし')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='account', to='org.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('confirmation', models.CharField(blank=True, choices=[('', 'いらない'), ('waiting', '確認待ち'), ('confirmed', '確認済み'), ('declined', '確認されなかった')], default='', max_length=10, verbose_name='もう一人の確認')),
                ('confirm_by', models.DateField(blank=True, null=True, verbose_name='確認の期限')),
                ('declined_why', models.CharField(blank=True, default='', max_length=300, verbose_name='確認しないわけ')),
                ('name', models.CharField(max_length=100, verbose_name='つなぐ先')),
                ('deeds', models.JSONField(default=list, verbose_name='できること')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='鍵のSHA-256')),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(verbose_name='まで')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='止めた日時')),
                ('used_on', models.DateField(editable=False, null=True, verbose_name='さいごに使われた日')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', models.F('asked_by')), _negated=True), name='apikey_confirmed_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('confirmation', 'confirmed'), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='apikey_confirmed_by_somebody'), models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='api_key_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('confirmation', models.CharField(blank=True, choices=[('', 'いらない'), ('waiting', '確認待ち'), ('confirmed', '確認済み'), ('declined', '確認されなかった')], default='', max_length=10, verbose_name='もう一人の確認')),
                ('confirm_by', models.DateField(blank=True, null=True, verbose_name='確認の期限')),
                ('declined_why', models.CharField(blank=True, default='', max_length=300, verbose_name='確認しないわけ')),
                ('kind', models.CharField(choices=[('homeroom', '学級担任'), ('deputy_homeroom', '副担任'), ('exchange_teacher', '交流学級担任'), ('grade_lead', '学年主任'), ('attendance_lead', '不登校担当'), ('guidance_lead', '生徒指導担当'), ('special_needs', '特別支援コーディネーター'), ('nurse', '養護教諭'), ('office', '学校事務'), ('teacher', '教員'), ('deputy_head', '教頭'), ('principal', '校長'), ('counsellor', 'スクールカウンセラー'), ('social_worker', 'スクールソーシャルワーカー'), ('supervisor', '指導主事'), ('lead_counsellor', '主任スクールカウンセラー'), ('lead_social_worker', '主任スクールソーシャルワーカー'), ('board_head', '教育委員会の課長'), ('privacy_officer', '個人情報保護の担当'), ('centre_staff', '教育支援センター職員'), ('agency_lead', '関係機関の窓口責任者'), ('agency_staff', '関係機関の担当者'), ('administrator', 'システム管理者'), ('connected_system', 'つなぐ先のシステム'), ('pupil', '子ども本人'), ('guardian', '保護者')], max_length=20, verbose_name='役割')),
                ('grade', models.CharField(blank=True, default='', max_length=10, verbose_name='学年')),
                ('classroom', models.UUIDField(blank=True, null=True, verbose_name='学級')),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(blank=True, null=True, verbose_name='まで')),
                ('source', models.CharField(blank=True, default='', max_length=20, verbose_name='出所')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='org.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='org.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'first'], name='access_role_person__eb4bd0_idx'), models.Index(fields=['organisation', 'kind'], name='access_role_organis_cb0097_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', models.F('asked_by')), _negated=True), name='role_confirmed_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('confirmation', 'confirmed'), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='role_confirmed_by_somebody'), models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='role_in_order')],
            },
        ),
    ]
