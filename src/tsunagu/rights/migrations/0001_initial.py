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
            name='Claim',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('disclosure', '開示'), ('correction', '訂正'), ('stop', '利用停止')], max_length=12, verbose_name='請求')),
                ('asked_by', models.CharField(max_length=255, verbose_name='請求した人')),
                ('capacity', models.CharField(choices=[('child', '本人'), ('guardian', '法定代理人（保護者など）'), ('delegate', '任意代理人（委任を受けた人）')], max_length=10, verbose_name='立場')),
                ('kept', models.JSONField(default=list, verbose_name='知らせないこと')),
                ('papers', models.JSONField(default=list, verbose_name='確かめた書類')),
                ('received_on', models.DateField(verbose_name='受け付けた日')),
                ('due', models.DateField(verbose_name='答える期限')),
                ('extended_why', models.TextField(blank=True, default='', verbose_name='期限を延ばした理由')),
                ('state', models.CharField(choices=[('received', '受け付けた'), ('in_review', '見直している'), ('reviewed', '承認を待っている'), ('approved', '承認された'), ('answered', '答えた'), ('withdrawn', '取り下げられた')], default='received', max_length=10, verbose_name='状態')),
                ('at', models.DateTimeField(verbose_name='記録した時刻')),
                ('reviewed_at', models.DateTimeField(null=True, verbose_name='見直しを終えた時刻')),
                ('sent_back_why', models.TextField(blank=True, default='', verbose_name='戻した理由')),
                ('approved_at', models.DateTimeField(null=True, verbose_name='承認した時刻')),
                ('who_confirmed', models.BooleanField(default=False, verbose_name='請求した人がだれかを確かめた')),
                ('ended_on', models.DateField(null=True, verbose_name='渡した日・取り下げの日')),
                ('ended_why', models.TextField(blank=True, default='', verbose_name='取り下げの理由')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('guardian', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='school.guardian')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='school.pupil')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='school.school')),
            ],
            options={
                'indexes': [models.Index(fields=['school', 'state', 'due'], name='rights_clai_school__2a927b_idx')],
            },
        ),
        migrations.CreateModel(
            name='Deletion',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField(verbose_name='この日までに期間が過ぎたもの')),
                ('state', models.CharField(choices=[('proposed', '承認を待っている'), ('approved', '消している'), ('done', '消し終えた'), ('refused', '承認されなかった')], default='proposed', max_length=10, verbose_name='状態')),
                ('counts', models.JSONField(default=list)),
                ('digest', models.CharField(max_length=64)),
                ('total', models.IntegerField(verbose_name='消す件数')),
                ('done', models.IntegerField(default=0, verbose_name='消した件数')),
                ('at', models.DateTimeField(verbose_name='提案した時刻')),
                ('approved_at', models.DateTimeField(null=True, verbose_name='承認した時刻')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='終わった時刻')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'at'], name='rights_dele_municip_475f84_idx')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('holding', models.CharField(max_length=100)),
                ('key', models.UUIDField()),
                ('day', models.DateField(null=True, verbose_name='日')),
                ('lines', models.JSONField(default=list)),
                ('spans', models.JSONField(default=list, verbose_name='黒く塗るところ')),
                ('plain', models.BooleanField(default=False, verbose_name='書かれたことばがない')),
                ('withheld', models.BooleanField(default=False, verbose_name='開示しない')),
                ('untold', models.BooleanField(default=False, verbose_name='開示しないときは、あることも答えない')),
                ('ground', models.CharField(blank=True, default='', max_length=60, verbose_name='根拠')),
                ('decided_at', models.DateTimeField(null=True)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='rights.claim')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('claim', 'holding', 'key'), name='item_once_a_record')],
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.UUIDField(default=tsunagu.clock.instants.new_id, editable=False, primary_key=True, serialize=False)),
                ('holding', models.CharField(max_length=100)),
                ('key', models.UUIDField()),
                ('field', models.CharField(blank=True, default='', max_length=40, verbose_name='直すところ')),
                ('before', models.TextField(blank=True, default='', verbose_name='前の値')),
                ('after', models.TextField(blank=True, default='', verbose_name='求められたこと')),
                ('granted', models.BooleanField(verbose_name='求めに応じる')),
                ('why', models.TextField(verbose_name='理由')),
                ('at', models.DateTimeField(verbose_name='決めた時刻')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remedies', to='rights.claim')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('claim', 'holding', 'key', 'field'), name='remedy_once_a_field')],
            },
        ),
    ]
