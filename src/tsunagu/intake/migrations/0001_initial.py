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
            name='ImportRun',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField(verbose_name='番号')),
                ('kind', models.CharField(choices=[('roster', '名簿'), ('staff', '職員の役割'), ('guardians', '保護者'), ('calendar', '校暦'), ('attendance', '出欠'), ('alerts', '学習ポータルの知らせ')], max_length=20, verbose_name='種類')),
                ('state', models.CharField(choices=[('staged', '読み込み中'), ('swapping', '反映中'), ('active', '反映済み'), ('undone', '取り消し済み')], default='staged', max_length=20, verbose_name='状態')),
                ('file_name', models.CharField(max_length=255, verbose_name='ファイル名')),
                ('digest', models.CharField(max_length=64, verbose_name='内容のSHA-256')),
                ('at', models.DateTimeField(verbose_name='取り込み日時')),
                ('by_label', models.CharField(max_length=255, verbose_name='取り込んだ人')),
                ('options', models.JSONField(default=dict, verbose_name='指定')),
                ('counts', models.JSONField(default=dict, verbose_name='件数')),
                ('warnings', models.JSONField(default=list, verbose_name='注意')),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'kind', 'at'], name='intake_impo_municip_0685bf_idx')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'number'), name='run_once_a_number')],
            },
        ),
        migrations.CreateModel(
            name='JournalPage',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('model', models.CharField(max_length=100)),
                ('created', models.JSONField(default=list)),
                ('before', models.JSONField(default=dict)),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='journal', to='intake.importrun')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('roster', '名簿'), ('staff', '職員の役割'), ('guardians', '保護者'), ('calendar', '校暦'), ('attendance', '出欠'), ('alerts', '学習ポータルの知らせ')], max_length=20, verbose_name='種類')),
                ('file_name', models.CharField(max_length=255, verbose_name='ファイル名')),
                ('options', models.JSONField(default=dict, verbose_name='指定')),
                ('state', models.CharField(choices=[('checking', '確かめています'), ('asking', 'お尋ねがあります'), ('checked', '確かめました'), ('taking', '取り込んでいます'), ('faulty', '直すところがあります'), ('taken', '取り込みました'), ('undoing', '取り消しています'), ('undone', '取り消しました'), ('ended', 'できませんでした')], default='checking', max_length=20, verbose_name='状態')),
                ('begun', models.BooleanField(default=False, verbose_name='裏の処理が始めた')),
                ('at', models.DateTimeField(verbose_name='渡した日時')),
                ('faults', models.JSONField(default=list, verbose_name='直すところ')),
                ('counts', models.JSONField(default=dict, verbose_name='件数')),
                ('warnings', models.JSONField(default=list, verbose_name='注意')),
                ('message', models.TextField(blank=True, default='', verbose_name='終わったわけ')),
                ('by', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='upload', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='intake.importrun')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
