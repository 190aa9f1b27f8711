import tsunagu.clock.instants
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=255)),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('actor', models.CharField(max_length=64)),
                ('deed', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=64)),
                ('pupil', models.CharField(blank=True, default='', max_length=64)),
                ('details', models.JSONField(default=dict)),
                ('via', models.CharField(max_length=64)),
                ('basis', models.TextField()),
                ('managers_only', models.BooleanField(default=False)),
                ('seal', models.IntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seal__isnull', False)), fields=['municipality', 'seal'], name='event_sealed'), models.Index(condition=models.Q(('seal__isnull', True)), fields=['municipality', 'day', 'id'], name='event_not_sealed'), models.Index(fields=['pupil', 'at'], name='audit_event_pupil_3b3482_idx'), models.Index(fields=['actor', 'at'], name='audit_event_actor_c7b3d0_idx'), models.Index(fields=['municipality', 'at'], name='audit_event_municip_1462ba_idx')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=255)),
                ('day', models.DateField()),
                ('number', models.IntegerField()),
                ('events', models.IntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'number'), name='seal_once_a_number')],
            },
        ),
    ]
