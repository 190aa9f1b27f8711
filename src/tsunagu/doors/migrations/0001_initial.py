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
            name='PictureDoor',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(blank=True, default='', max_length=64, verbose_name='絵のあいことばの控え値')),
                ('stamp', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, verbose_name='絵のしるし')),
                ('nickname', models.CharField(blank=True, default='', max_length=20, verbose_name='よびな')),
                ('wrong', models.IntegerField(default=0, verbose_name='続けてちがった回数')),
                ('wait_until', models.DateTimeField(blank=True, null=True, verbose_name='待つのはここまで')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='続けてちがったことを知らせた時刻')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='それを先生が見た時刻')),
                ('at', models.DateTimeField(verbose_name='絵を渡した時刻、絵がなければ初めて入った時刻')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='picture_door', to='school.pupil')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClassCode',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='学級のあいことば')),
                ('at', models.DateTimeField(verbose_name='作った時刻')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='やめた時刻')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('classroom', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.classroom')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('classroom',), name='class_code_one_open')],
            },
        ),
    ]
