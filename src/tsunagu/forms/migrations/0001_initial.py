import django.db.models.deletion
import tsunagu.clock.instants
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('packs', '0001_initial'),
        ('school', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=100, verbose_name='様式')),
                ('title', models.CharField(max_length=200, verbose_name='様式の名前')),
                ('school_year', models.IntegerField(verbose_name='年度')),
                ('state', models.CharField(choices=[('at_work', '印刷しています'), ('cancelled', '取りやめました'), ('done', 'できました'), ('ended', 'できませんでした')], default='at_work', max_length=10, verbose_name='状態')),
                ('at', models.DateTimeField(verbose_name='始めた時刻')),
                ('beat', models.DateTimeField(verbose_name='最後に進んだ時刻')),
                ('turn', models.UUIDField(null=True, verbose_name='裏の処理の番')),
                ('message', models.TextField(blank=True, default='', verbose_name='終わったわけ')),
                ('by', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='bundle', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=100, verbose_name='様式')),
                ('school_year', models.IntegerField(verbose_name='年度')),
                ('state', models.CharField(choices=[('draft', '書きかけ'), ('complete', '完成'), ('withdrawn', '取り下げ')], default='draft', max_length=10, verbose_name='状態')),
                ('begun_at', models.DateTimeField(verbose_name='書き始めた時刻')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='完成・取り下げの時刻')),
                ('ended_why', models.CharField(blank=True, default='', max_length=500, verbose_name='取り下げたわけ')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='school.pupil')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaced_by', to='forms.sheet')),
                ('school', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.school')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.ruleversion')),
            ],
            options={
                'indexes': [models.Index(fields=['pupil', 'form', 'begun_at'], name='forms_sheet_pupil_i_3fbefa_idx'), models.Index(fields=['school', 'form', 'state'], name='forms_sheet_school__0fab68_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='sheet_ended_if_no_draft'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('ended_why', ''), _negated=True), _connector='OR'), name='sheet_withdrawn_with_why'), models.CheckConstraint(condition=models.Q(('pupil__isnull', True), ('school__isnull', False), _connector='OR'), name='sheet_on_a_pupil_at_a_school'), models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('replaces',), name='sheet_corrected_by_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Listed',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField(verbose_name='行')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listed', to='school.pupil')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listed', to='forms.sheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'pupil'), name='listed_once_a_sheet')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('field', models.CharField(max_length=100, verbose_name='項目')),
                ('value', models.JSONField(null=True, verbose_name='答え')),
                ('seen_by', models.CharField(blank=True, default='', max_length=200, verbose_name='見た人')),
                ('seen_on', models.DateField(null=True, verbose_name='見た日')),
                ('seen_what', models.TextField(blank=True, default='', verbose_name='見たこと')),
                ('origin', models.CharField(blank=True, default='', max_length=200, verbose_name='はじめの値の出どころ')),
                ('origin_on', models.DateField(null=True, verbose_name='その日付')),
                ('first', models.JSONField(null=True, verbose_name='はじめの値')),
                ('at', models.DateTimeField(verbose_name='書いた時刻')),
                ('number', models.IntegerField(default=1, verbose_name='書いた回数')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='written', to='forms.sheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'field'), name='answer_once_a_field')],
            },
        ),
        migrations.CreateModel(
            name='BundlePart',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField(verbose_name='順番')),
                ('sheets', models.JSONField(verbose_name='様式の鍵')),
                ('count', models.IntegerField(verbose_name='枚数')),
                ('named', models.JSONField(default=list, verbose_name='学校で読むままの様式の鍵')),
                ('remarked', models.JSONField(default=list, verbose_name='文字の注がある様式の鍵')),
                ('content', models.BinaryField(null=True, verbose_name='紙')),
                ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='forms.bundle')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.school')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('bundle', 'number'), name='bundle_part_once')],
            },
        ),
    ]
