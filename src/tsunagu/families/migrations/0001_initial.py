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
            name='FamilyAccount',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=254, unique=True, verbose_name='サインインの名前')),
                ('password', models.CharField(max_length=128, verbose_name='パスワードの控え値')),
                ('stamp', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, verbose_name='入り口のしるし')),
                ('language', models.CharField(default='ja', max_length=10, verbose_name='使うことば')),
                ('at', models.DateTimeField(verbose_name='作った時刻')),
                ('used_on', models.DateField(verbose_name='さいごに入った日')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FamilyLetter',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='招待状の控え値')),
                ('at', models.DateTimeField(verbose_name='作った時刻')),
                ('until', models.DateField(verbose_name='この日まで使える')),
                ('handed', models.CharField(blank=True, choices=[('in_person', '手渡した'), ('posted', '郵送した')], default='', max_length=10, verbose_name='渡しかた')),
                ('handed_on', models.DateField(blank=True, null=True, verbose_name='渡した日')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='使われた時刻')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='使えなくした時刻')),
                ('wrong', models.IntegerField(default=0, verbose_name='続けてちがった回数')),
                ('wait_until', models.DateTimeField(blank=True, null=True, verbose_name='待つのはここまで')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='続けてちがったことを知らせた時刻')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='families.familyaccount')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='school.guardian')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('used_at__isnull', True)), fields=('guardian',), name='family_letter_one_open'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('used_at__isnull', False)), fields=('guardian',), name='family_letter_one_used'), models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', True), ('used_at__isnull', True)), models.Q(('account__isnull', False), ('used_at__isnull', False)), _connector='OR'), name='family_letter_used_by_an_account')],
            },
        ),
    ]
