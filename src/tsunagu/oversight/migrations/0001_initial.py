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
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('many', '短いあいだに、たくさんの子どもの記録'), ('night', '夜のあいだの利用')], max_length=10, verbose_name='種類')),
                ('day', models.DateField(verbose_name='日')),
                ('first_at', models.DateTimeField(verbose_name='はじめ')),
                ('last_at', models.DateTimeField(verbose_name='おわり')),
                ('pupils', models.IntegerField(verbose_name='子どもの人数')),
                ('looked_at', models.DateTimeField(editable=False, null=True, verbose_name='確かめた時')),
                ('note', models.TextField(blank=True, default='', verbose_name='確かめたこと')),
                ('looked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'looked_at', '-day'], name='oversight_f_municip_80c8a3_idx')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'person', 'kind', 'day'), name='finding_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='WorkedThrough',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality',), name='worked_through_once')],
            },
        ),
    ]
