import tsunagu.clock.instants
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('pack', models.CharField(max_length=100)),
                ('kind', models.CharField(max_length=20)),
                ('rule', models.CharField(max_length=100)),
                ('valid_from', models.DateField()),
                ('digest', models.CharField(max_length=64)),
                ('content', models.JSONField()),
                ('stored_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pack', 'kind', 'rule', 'valid_from'), name='version_once')],
            },
        ),
    ]
