import django.db.models.deletion
import tsunagu.clock.instants
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=255, unique=True, verbose_name='コード')),
                ('name', models.CharField(max_length=255, verbose_name='名称')),
                ('packs', models.JSONField(default=list, verbose_name='使用するパック')),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('family_name', models.CharField(max_length=255, verbose_name='姓')),
                ('given_name', models.CharField(blank=True, default='', max_length=255, verbose_name='名')),
                ('kana', models.CharField(blank=True, default='', max_length=255, verbose_name='かな')),
                ('email', models.CharField(blank=True, default='', max_length=255, verbose_name='メールアドレス')),
                ('source', models.CharField(blank=True, default='', max_length=255, verbose_name='名簿の出所')),
                ('sourced_id', models.CharField(blank=True, default='', max_length=255, verbose_name='職員ID')),
                ('active', models.BooleanField(default=True, verbose_name='在職')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('sourced_id', ''), _negated=True), fields=('municipality', 'source', 'sourced_id'), name='person_once_a_source')],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('first', models.DateField(verbose_name='から')),
                ('last', models.DateField(verbose_name='まで')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to='org.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='leave_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('board', '教育委員会'), ('school', '学校'), ('support_centre', '教育支援センター'), ('child_family_centre', 'こども家庭センター'), ('welfare', '福祉課'), ('public_health', '保健所・保健センター'), ('child_guidance', '児童相談所'), ('police_youth', '警察の少年担当'), ('clinic', '医療機関'), ('free_school', 'フリースクール'), ('other_agency', 'その他の関係機関')], max_length=20, verbose_name='種類')),
                ('name', models.CharField(max_length=255, verbose_name='名称')),
                ('code', models.CharField(blank=True, default='', max_length=20, verbose_name='コード')),
                ('source', models.CharField(blank=True, default='', max_length=255, verbose_name='名簿の出所')),
                ('sourced_id', models.CharField(blank=True, default='', max_length=255, verbose_name='名簿のID')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('sourced_id', ''), _negated=True), fields=('municipality', 'source', 'sourced_id'), name='organisation_once_a_source')],
            },
        ),
    ]
