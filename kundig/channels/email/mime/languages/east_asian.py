"""Japanese, Chinese, Korean, Vietnamese."""

from __future__ import annotations

from kundig.channels.email.mime.languages.language import Language

JAPANESE = Language(
    code="ja",
    wrote=("は書きました", "のメール", "さんは書きました", "さんが書きました", "のメッセージ",
           "は次のように書きました", "wrote"),
    from_=("差出人", "送信者", "From"),
    date=("送信日時", "日付", "日時", "送信日", "送信"),
    to=("宛先", "受信者", "To"),
    cc=("Cc", "ＣＣ"),
    subject=("件名", "題名"),
    original=("元のメッセージ", "オリジナルメッセージ", "Original Message"),
    forwarded=("転送メッセージ", "転送されたメッセージ", "Forwarded message"),
    footers=("iPhoneから送信", "…から送信", "…から送信しました", "…端末から送信", "…を入手"),
    away=("不在", "休暇中", "不在通知"),
    robot=("自動応答", "自動返信"),
)  # fmt: skip

CHINESE = Language(
    code="zh",
    openers=("在", "於", "于"),
    wrote=("写道", "寫道", "写了", "來信", "编写", "撰寫", "写", "写到", "的来信"),
    from_=("发件人", "寄件者", "發件人", "寄件人", "发送人"),
    date=("发送时间", "日期", "寄件日期", "傳送日期", "发送日期", "時間", "时间", "已傳送"),
    to=("收件人", "收件者", "至"),
    cc=("抄送", "副本"),
    subject=("主题", "主旨", "主題", "标题"),
    original=("原始邮件", "原始郵件", "邮件原件", "回复的原邮件", "原邮件", "原始信件"),
    forwarded=("转发的邮件", "转发邮件信息", "轉寄郵件", "轉寄的郵件", "已转发邮件"),
    footers=("发自我的…", "從我的…", "从我的…", "發自我的…", "发自…", "来自我的…",
             "获取 Outlook…", "取得 Outlook…"),
    away=("不在办公室", "外出", "休假", "不在辦公室"),
    robot=("自动回复", "自動回覆", "自动答复"),
)  # fmt: skip

KOREAN = Language(
    code="ko",
    wrote=("작성", "님이 작성", "님의 메시지", "님이 쓴 글", "썼습니다", "님이 작성한 내용",
           "님께서 작성하신 내용"),
    from_=("보낸 사람", "보낸사람", "발신자", "보낸이"),
    date=("보낸 날짜", "날짜", "보낸날짜", "보낸 시간", "발송일"),
    to=("받는 사람", "받는사람", "수신자", "받는이"),
    cc=("참조", "Cc"),
    subject=("제목",),
    original=("원본 메시지", "원본 메일", "원래 메시지", "원본메일"),
    forwarded=("전달된 메시지", "전달된 메일"),
    footers=("나의 iPhone에서 보냄", "…에서 보냄", "…에서 보낸 …", "…다운로드"),
    away=("부재중", "휴가"),
    robot=("자동 회신", "자동회신", "자동 응답"),
)  # fmt: skip

VIETNAMESE = Language(
    code="vi",
    openers=("Vào", "Vào ngày", "Vào lúc", "Ngày", "Lúc"),
    wrote=("đã viết", "viết", "đã viết như sau"),
    from_=("Từ", "Người gửi"),
    date=("Ngày", "Đã gửi", "Đã gửi vào"),
    to=("Tới", "Đến", "Người nhận"),
    cc=("Cc",),
    subject=("Chủ đề", "Chủ đề"),
    original=("Thư gốc", "Tin nhắn gốc"),
    forwarded=("Thư được chuyển tiếp", "Tin nhắn chuyển tiếp"),
    footers=("Được gửi từ …", "Gửi từ …", "Đã gửi từ …"),
    away=("vắng mặt", "nghỉ phép"),
    robot=("Trả lời tự động",),
)  # fmt: skip
