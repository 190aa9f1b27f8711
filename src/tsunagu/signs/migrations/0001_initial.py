import django.db.models.deletion
import tsunagu.clock.instants
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('intake', '0001_initial'),
        ('org', '0001_initial'),
        ('school', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='日')),
                ('came', models.TimeField(verbose_name='来た時刻')),
                ('left', models.TimeField(blank=True, null=True, verbose_name='出た時刻')),
                ('outcome', models.CharField(blank=True, choices=[('class', '教室へ戻った'), ('home', '早退した'), ('other', 'ほかの場所へ行った')], default='', max_length=10, verbose_name='そのあと')),
                ('at', models.DateTimeField(verbose_name='書いた時刻')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='取り消した時刻')),
                ('ended_why', models.CharField(blank=True, default='', max_length=500, verbose_name='取り消したわけ')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.school')),
            ],
            options={
                'indexes': [models.Index(fields=['school', 'day'], name='signs_visit_school__5d9415_idx'), models.Index(fields=['pupil', 'day'], name='signs_visit_pupil_i_7b105c_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('left__isnull', True), ('outcome', '')), models.Q(('left__gte', models.F('came')), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='visit_left_says_where_to'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('ended_why', ''), _negated=True), _connector='OR'), name='visit_ended_with_why')],
            },
        ),
        migrations.CreateModel(
            name='VisitReader',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='signs.visit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('visit', 'person'), name='visit_reader_once')],
            },
        ),
        migrations.CreateModel(
            name='VisitReason',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(max_length=1000, verbose_name='わけ')),
                ('at', models.DateTimeField(verbose_name='書いた時刻')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('visit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reason', to='signs.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('portal', models.CharField(max_length=50, verbose_name='ポータル')),
                ('kind', models.CharField(max_length=50, verbose_name='知らせの種類')),
                ('day', models.DateField(verbose_name='日')),
                ('time', models.TimeField(blank=True, null=True, verbose_name='時刻')),
                ('own_id', models.CharField(blank=True, default='', max_length=100, verbose_name='ポータルのID')),
                ('at', models.DateTimeField(verbose_name='取り込んだ時刻')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
                ('run', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.importrun')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.school')),
            ],
            options={
                'indexes': [models.Index(fields=['pupil', 'at'], name='signs_alert_pupil_i_8392df_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('own_id', ''), _negated=True), fields=('pupil', 'portal', 'own_id'), name='alert_once_a_portals_id')],
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='日')),
                ('heart', models.CharField(blank=True, choices=[('sunny', 'はれ'), ('fair', 'はれときどきくもり'), ('cloudy', 'くもり'), ('rainy', 'あめ'), ('stormy', 'あらし')], default='', max_length=10, verbose_name='心の天気')),
                ('body', models.CharField(blank=True, choices=[('well', 'げんき'), ('so_so', 'まあまあ'), ('unwell', 'しんどい')], default='', max_length=10, verbose_name='体')),
                ('sleep', models.CharField(blank=True, choices=[('well', 'よくねた'), ('so_so', 'まあまあ'), ('little', 'あまりねていない')], default='', max_length=10, verbose_name='ねむり')),
                ('at', models.DateTimeField(verbose_name='伝えた時刻')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='読んだ時刻')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
                ('read_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pupil', 'day'), name='check_in_once_a_day'), models.CheckConstraint(condition=models.Q(('body', ''), ('heart', ''), ('sleep', ''), _negated=True), name='check_in_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('read_at__isnull', True), ('read_by__isnull', True)), models.Q(('read_at__isnull', False), ('read_by__isnull', False)), _connector='OR'), name='check_in_read_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='NoticingChoice',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('noticing', models.CharField(max_length=100, verbose_name='気づき方')),
                ('on', models.BooleanField(verbose_name='使う')),
                ('valid_from', models.DateField(verbose_name='この日から')),
                ('why', models.CharField(max_length=500, verbose_name='わけ')),
                ('at', models.DateTimeField(verbose_name='書いた時刻')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='noticing_choice_with_why')],
            },
        ),
        migrations.CreateModel(
            name='NoticingTrial',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('noticing', models.CharField(max_length=100, verbose_name='気づき方')),
                ('days', models.PositiveSmallIntegerField(verbose_name='何日のあいだに')),
                ('at_least', models.PositiveSmallIntegerField(verbose_name='いくつ以上')),
                ('period', models.CharField(max_length=100, verbose_name='期間の名前')),
                ('first', models.DateField(verbose_name='期間の始まり')),
                ('last', models.DateField(verbose_name='期間の終わり')),
                ('until', models.DateField(verbose_name='この日までの欠席を数える')),
                ('named', models.PositiveIntegerField(default=0, verbose_name='名前が挙がった人数')),
                ('absent', models.PositiveIntegerField(default=0, verbose_name='そのあと長く休んだ人数')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='数えた学校')),
                ('schools', models.PositiveIntegerField(verbose_name='学校')),
                ('state', models.CharField(choices=[('at_work', '数えています'), ('done', '数えました'), ('ended', '途中で止まりました')], default='at_work', max_length=10, verbose_name='状態')),
                ('at', models.DateTimeField(verbose_name='始めた時刻')),
                ('beat', models.DateTimeField(verbose_name='最後に進んだ時刻')),
                ('turn', models.UUIDField(null=True, verbose_name='裏の処理の番')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'at_work')), fields=('municipality',), name='noticing_trial_one_at_a_time'), models.CheckConstraint(condition=models.Q(('absent__lte', models.F('named')), ('done__lte', models.F('schools'))), name='noticing_trial_part_of_whole')],
            },
        ),
        migrations.CreateModel(
            name='Sign',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=100, verbose_name='気づいたこと')),
                ('point', models.CharField(blank=True, default='', max_length=100, verbose_name='場面')),
                ('day', models.DateField(verbose_name='気づいた日')),
                ('note', models.CharField(blank=True, default='', max_length=500, verbose_name='見たこと')),
                ('at', models.DateTimeField(verbose_name='書いた時刻')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='取り消した時刻')),
                ('ended_why', models.CharField(blank=True, default='', max_length=500, verbose_name='取り消したわけ')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.school')),
            ],
            options={
                'indexes': [models.Index(fields=['pupil', 'at'], name='signs_sign_pupil_i_95032d_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('ended_why', ''), _negated=True), _connector='OR'), name='sign_ended_with_why')],
            },
        ),
        migrations.CreateModel(
            name='SignAnswer',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('spoken', '本人と話した'), ('not_needed', '声をかけなくてよい'), ('meeting', '学年会にかける'), ('discussed', '学年会で話し合った')], max_length=10, verbose_name='したこと')),
                ('words', models.CharField(blank=True, default='', max_length=500, verbose_name='ことば')),
                ('at', models.DateTimeField(verbose_name='書いた時刻')),
                ('kept', models.BooleanField(default=False, verbose_name='担任には知らせない')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='school.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.school')),
            ],
            options={
                'indexes': [models.Index(fields=['pupil', 'at'], name='signs_signa_pupil_i_fe9b51_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('not_needed', 'discussed')), ('words', ''), _negated=True), name='sign_answer_says_why')],
            },
        ),
    ]
