"""What a folder is for, told by its attributes or by its name in the languages mail programs speak.

Pure tables and two look-ups. A name counts only when the whole of it matches: "Sent to the printer" is nobody's
sent mail. Names: what Outlook, Exchange, Thunderbird, Apple Mail, Gmail, GMX, Seznam, Yandex, WP and QQ create.
"""

import unicodedata

from kith.model import Role

# RFC 6154 and RFC 8457; the last line is what Gmail's older XLIST and its imitators say.
_SPECIAL_USE = {
    b"\\sent": Role.SENT, b"\\drafts": Role.DRAFTS, b"\\junk": Role.JUNK, b"\\trash": Role.TRASH,
    b"\\all": Role.ALL, b"\\archive": Role.ARCHIVE, b"\\flagged": Role.IGNORED, b"\\important": Role.IGNORED,
    b"\\spam": Role.JUNK, b"\\allmail": Role.ALL, b"\\starred": Role.IGNORED,
}  # fmt: skip

_NAMES = {
    Role.SENT: """
        Sent|Sent Mail|Sent Items|Sent Messages|Sent-Mail|Sentmail|Outgoing|Sent Objects
        Gesendet|Gesendete Objekte|Gesendete Elemente|Gesendete Nachrichten|Gesendete E-Mails|Postausgang gesendet
        Éléments envoyés|Envoyés|Messages envoyés|Courrier envoyé|Courriels envoyés|Objets envoyés|Mails envoyés
        Enviados|Elementos enviados|Mensajes enviados|Correo enviado|Correos enviados|Enviada|Enviats|Bidalitakoak
        Itens enviados|Mensagens enviadas|E-mails enviados|Correio enviado|Enviadas
        Posta inviata|Inviati|Inviata|Elementi inviati|Messaggi inviati|Posta in uscita inviata
        Verzonden|Verzonden items|Verzonden berichten|Verzonden objecten|Verstuurde berichten
        Odeslané|Odeslaná pošta|Odeslaná|Odeslané položky|Odeslané zprávy
        Odoslané|Odoslaná pošta|Odoslané položky|Odoslané správy
        Wysłane|Elementy wysłane|Wysłane wiadomości|Wiadomości wysłane|Poczta wysłana
        Skickat|Skickade|Skickade objekt|Skickade meddelanden|Skickad e-post
        Sendt|Sendt post|Sendte elementer|Sendte meddelelser|Sendt e-mail|Sendte beskeder|Sendte meldinger|Sendt e-post
        Lähetetyt|Lähetetyt viestit|Lähetetyt kohteet|Saadetud|Saadetud kirjad|Nosūtītie|Išsiųsta|Išsiųsti laiškai
        Elküldött|Elküldött elemek|Elküldött üzenetek|Elküldött levelek|Trimise|Elemente trimise|Mesaje trimise
        Отправленные|Исходящие|Отправленные сообщения|Отправленные письма|Надіслані|Відправлені|Изпратени|Послато
        Poslano|Poslane stavke|Poslane poruke|Poslana pošta|Poslani predmeti|Изпратена поща
        Απεσταλμένα|Σταλμένα|Απεσταλμένα στοιχεία|Gönderilmiş|Gönderilmiş Öğeler|Gönderilenler|Gönderilmiş Postalar
        送信済み|送信済みアイテム|送信済みメール|送信済みトレイ|送信箱|已发送|已发送邮件|已发送消息|已发邮件|发件箱已发送
        已傳送|寄件備份|已寄出|已傳送郵件|寄件匣備份|보낸 편지함|보낸편지함|보낸 메일함|보낸메일함|보낸 항목
        البريد المرسل|العناصر المرسلة|الرسائل المرسلة|דואר יוצא|פריטים שנשלחו|נשלחו|ส่งแล้ว
        Đã gửi|Thư đã gửi|Terkirim
    """,
    Role.DRAFTS: """
        Drafts|Draft|Draft Messages|Entwürfe|Entwurf|Brouillons|Borradores|Borrador|Esborranys|Rascunhos|Rascunho
        Bozze|Bozza|Concepten|Koncepty|Rozepsané|Rozepsané zprávy|Kopie robocze|Szkice|Wersje robocze|Robocze|Utkast
        Kladder|Kladde|Luonnokset|Mustandid|Melnraksti|Juodraščiai|Piszkozatok|Vázlatok|Ciorne|Schițe|Черновики
        Чернетки|Чернови|Skice|Osnutki|Nacrti|Πρόχειρα|Taslaklar|下書き|草稿|草稿箱|草稿匣|임시 보관함|임시보관함
        المسودات|مسودات|טיוטות|แบบร่าง|Thư nháp|Bản nháp|Draf
    """,
    Role.JUNK: """
        Junk|Spam|Junk E-mail|Junk Email|Junk Mail|Bulk|Bulk Mail|Quarantine|Junk-E-Mail|Spamverdacht|Unerwünscht
        Werbung|Courrier indésirable|Indésirables|Pourriel|Pourriels|Correo no deseado|No deseado|Correo basura
        Correu brossa|Lixo eletrônico|Lixo eletrónico|E-mail de lixo|Posta indesiderata|Indesiderata|Ongewenst
        Ongewenste e-mail|Ongewenste berichten|Reclame|Nevyžádaná|Nevyžádaná pošta|Nevyžiadaná pošta
        Wiadomości-śmieci|Wiadomości śmieci|Niechciane|Skräppost|Uønsket|Uønsket mail|Uønsket e-mail|Søppelpost
        Uønsket e-post|Roskaposti|Rämpspost|Levélszemét|Mesaje nedorite|Nedorite|Спам|Нежелательная почта
        Нежелательные|Небажана пошта|Нежелана поща|Neželjena pošta|Neželena pošta|Ανεπιθύμητα
        Ανεπιθύμητη αλληλογραφία|Önemsiz|Önemsiz E-posta|Gereksiz|迷惑メール|スパム|垃圾邮件|垃圾箱|垃圾郵件
        정크 메일|스팸|스팸 메일함|스팸메일함|البريد العشوائي|بريد غير هام|דואר זבל|דואר אלקטרוני זבל|อีเมลขยะ|Thư rác
    """,
    Role.TRASH: """
        Trash|Deleted|Deleted Items|Deleted Messages|Bin|Rubbish|Wastebasket|Deleted Objects|Papierkorb|Gelöscht
        Gelöschte Objekte|Gelöschte Elemente|Gelöschte Nachrichten|Corbeille|Éléments supprimés|Messages supprimés
        Papelera|Elementos eliminados|Eliminados|Paperera|Lixeira|Lixo|Itens excluídos|Itens eliminados|Reciclagem
        Cestino|Posta eliminata|Elementi eliminati|Prullenbak|Verwijderd|Verwijderde items|Verwijderde objecten
        Koš|Odstraněná pošta|Odstraněné|Odstraněné položky|Smazané|Kôš|Odstránené položky|Odstránená pošta
        Kosz|Elementy usunięte|Usunięte|Papperskorg|Papperskorgen|Borttaget|Borttagna objekt|Papirkurv|Slettet post
        Slettede elementer|Slettede beskeder|Søppel|Papirkurven|Roskakori|Poistetut|Poistetut kohteet|Prügikast
        Kuka|Lomtár|Törölt elemek|Coș de gunoi|Elemente șterse|Корзина|Удаленные|Удалённые|Удаленные элементы|Кошик
        Видалені|Кошче|Изтрити|Smeće|Koš za smeti|Izbrisano|Obrisano|Κάδος απορριμμάτων|Διαγραμμένα|Çöp|Çöp Kutusu
        Silinmiş Öğeler|Silinmiş|ゴミ箱|ごみ箱|削除済みアイテム|已删除|已删除邮件|废件箱|垃圾桶|刪除的郵件
        資源回收桶|已刪除|휴지통|지운 편지함|سلة المهملات|العناصر المحذوفة|אשפה|פריטים שנמחקו|ถังขยะ|Thùng rác|Sampah
    """,
    # Only where to put things; it is read like any other.
    Role.ARCHIVE: """
        Archive|Archives|Archiv|Archivo|Archivos|Arxiu|Archivio|Arquivo|Arquivo Morto|Archief|Archív|Archiwum|Arkiv
        Arkisto|Arhiiv|Arhīvs|Archyvas|Archívum|Arhivă|Архив|Архів|Архива|Arhiv|Αρχείο|Αρχειοθήκη|Arşiv|アーカイブ
        归档|封存|存档|보관|보관함|보관 편지함|الأرشيف|ארכיון|เก็บถาวร|Lưu trữ|Arsip
    """,
    # What Exchange shows over IMAP although it holds no mail; each language as its server names it.
    Role.IGNORED: """
        Calendar|Contacts|Tasks|Notes|Journal|Outbox|Sync Issues|RSS Feeds|RSS Subscriptions|Conversation History
        Suggested Contacts|Birthdays|Social Activity Notifications|Quick Step Settings|Yammer Root
        Kalender|Kontakte|Aufgaben|Notizen|Postausgang|Synchronisierungsprobleme|RSS-Feeds|RSS-Abonnements
        Aufgezeichnete Unterhaltungen|Verlauf der Unterhaltung|Calendrier|Tâches|Boîte d'envoi
        Problèmes de synchronisation|Flux RSS|Historique des conversations|Calendario|Contactos|Tareas|Notas|Diario
        Bandeja de salida|Problemas de sincronización|Fuentes RSS|Calendário|Contatos|Tarefas|Caixa de saída
        Problemas de sincronização|Contatti|Attività|Posta in uscita|Problemi di sincronizzazione|Feed RSS
        Agenda|Contactpersonen|Taken|Notities|Logboek|Postvak UIT|Synchronisatieproblemen|Kalendář|Kontakty|Úkoly
        Poznámky|Deník|Pošta k odeslání|Problémy se synchronizací|Kalendarz|Zadania|Notatki|Dziennik
        Skrzynka nadawcza|Problemy z synchronizacją|Kontakter|Uppgifter|Anteckningar|Utkorg|Synkroniseringsproblem
        Opgaver|Noter|Udbakke|Synkroniseringsproblemer|Oppgaver|Utboks|Kalenteri|Yhteystiedot|Tehtävät|Lähtevät
        Naptár|Névjegyzék|Feladatok|Postázandó üzenetek|Календарь|Контакты|Задачи|Заметки|Дневник
        Проблемы синхронизации|RSS-каналы|予定表|連絡先|タスク|送信トレイ|同期の失敗|日历|联系人|任务|便笺
        日记|发件箱|同步问题|行事曆|連絡人|寄件匣|일정|연락처|보낼 편지함
    """,
}


def by_attribute(attribute: bytes) -> Role | None:
    """The role a LIST attribute, in lower case, stands for; None for one that says nothing about it."""
    return _SPECIAL_USE.get(attribute)


def shown(attribute: bytes) -> str:
    """An attribute as the RFC writes it: `\\Sent`."""
    return "\\" + attribute.decode("ascii", "replace").removeprefix("\\").capitalize()


def by_name(leaf: str) -> Role | None:
    """The role of a folder called so, without the path before it. None for a name of the user's own."""
    return _BY_NAME.get(folded(leaf))


def folded(name: str) -> str:
    """How names are compared: compatible forms made one (NFKC), letter case and outer blanks forgotten."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


_BY_NAME = {
    folded(name): role
    for role, lines in reversed(_NAMES.items())  # a name of two roles is the earlier one of the table
    for line in lines.strip().splitlines()
    for name in line.split("|")
}
