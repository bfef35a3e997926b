"""The words that banks and tools put above their columns, in the languages they write in.

Written without accents and in small letters. A phrase fits where its words stand next to each other in the name of a
column; one with a star stands within words too, as some languages write them together. The longest that fits decides.
"""

from typing import Literal

Role = Literal[
    "", "date", "value-date", "amount", "debit", "credit", "direction", "currency", "description", "counterparty",
    "notes", "balance", "bank-id", "account", "other-account", "original-amount", "original-currency", "category",
    "subcategory", "tags", "type", "status", "fee", "ignored",
]  # fmt: skip

_WORDS: dict[Role, str] = {
    "date": (
        "date|posting date|posted date|date posted|booking date|booked on|booked|transaction date|trans date|"
        "txn date|post date|date processed|entry date|operation date|completed date|created|created on|time|datetime|"
        "date time|timestamp|data di completamento|data de conclusao|data zakonczenia|datum voltooid|slutfort datum|"
        "data finalizarii|befejezes datuma|datum dokonceni|fecha de finalizacion|date de fin|"
        "datum|buchungstag*|buchungsdatum*|buchung|belegdatum*|umsatzdatum|date operation|"
        "date de l operation|date comptable|date de comptabilisation|date d operation|fecha|fecha operacion|"
        "fecha de operacion|f operacion|fecha contable|fecha de la operacion|data|data operazione|data contabile|"
        "data di contabilizzazione|data movimento|data mov|data do movimento|data lancamento|data lanc|"
        "data da operacao|boekdatum|boekingsdatum|transactiedatum|uitvoeringsdatum|data operacji|data transakcji|"
        "data ksiegowania|datum zauctovani|datum provedeni|datum transakce|datum operace|datum zuctovani|"
        "bokforingsdag|bokforingsdatum|bokforingsdato|transaktionsdag|transaktionsdatum|bokfort|bokfort dato|dato|"
        "bogforingsdato|bogfort|kirjauspaiva|kirjauspvm|kirjauspaivamaara|pvm|paivamaara|tapahtumapaiva|maksupaiva|"
        "tranzakcio datuma|tranzakcio ideje|konyveles datuma|konyvelesi datum|datuma|tarih|islem tarihi|kayit tarihi|"
        "交易日期*|交易时间*|记账日期*|记账日*|入账日期*|交易日*|日期*|时间*|日付*|取引日*|ご利用日*|利用日*|年月日*|"
        "お取り扱い日*|거래일*|거래일시*|дата|дата операции|дата проводки"
    ),
    "value-date": (
        "value date|valuta|valutadatum*|wertstellung*|wert|date de valeur|date valeur|fecha valor|data valuta|"
        "data valor|valutadato|rentedatum|rentedato|valuutta pvm|arvopaiva|erteknap|valor|valor tarihi|data waluty|"
        "data di inizio|data de inicio|data rozpoczecia|startdatum|data inceperii|kezdes datuma|datum zahajeni|"
        "fecha de inicio|date de debut|"
        "execution date|effective date|started date|value|datum valuty|date of value|settlement date|interest date|"
        "transaction time|起息日*"
    ),
    "amount": (
        "amount|amt|transaction amount|amount of transaction|billing amount|net amount|net|gross|value|sum|total|"
        "cost|price|betrag*|umsatz|umsatz in|buchungsbetrag*|umsatzbetrag|montant*|montant operation|"
        "montant de l operation|importe*|importo*|cantidad|monto|valor|valor movimento|quantia|quantity|montante*|"
        "bedrag*|kwota*|kwota operacji|kwota transakcji|castka*|objem|suma|belopp*|belob*|beloep*|belop*|summa|maara|"
        "maara eur|osszeg*|tranzakcio osszege|tutar*|islem tutari|miktar|金额*|交易金额*|人民币金额*|金額*|"
        "入出金*|ご利用金額*|取引金額*|利用金額*|금액*|сумма|сумма операции|mouvement|movimento|movimiento|"
        "expense amount income amount"
    ),
    "debit": (
        "debit|debits|debit amount|amount debit|withdrawal|withdrawals|withdrawal amount|withdrawal amt|money out|"
        "paid out|out|outflow|spent|spend|expense|expenses|expense amount|charge|charges|payments out|dr|dr amount|"
        "soll|belastung*|lastschrift|ausgang|ausgaben|debet*|debit eur|debits eur|depense|depenses|sortie|sorties|"
        "cargo|cargos|debe|debito*|debiti|addebito|addebiti|uscite|uscita|dare|debitos|saidas|saida|af|uitgaven|uit|"
        "obciazenia|obciazenie|wydatki|wyplaty|uznania obciazenia|vydaj|vydaje|odchozi|na vrub|utgift|uttag|ut|"
        "ut fra konto|ut av konto|udgift|haevet|hævet|pano|otto|menot|terheles*|kiadas|jovairas terheles|borc|cikan|"
        "gider|支出*|支払い金額*|支払金額*|出金*|お引出し*|お支払金額*|お支払い*|引出*|支出金额*|借方*|출금액*|"
        "출금금액*|찾으신금액*|借方金额*|借方发生额*|支出金額*|出金金額*|出金額*|출금*|расход|списание|"
        "mouvement debit"
    ),
    "credit": (
        "credit|credits|credit amount|amount credit|deposit|deposits|deposit amount|deposit amt|money in|paid in|in|"
        "inflow|received|income|income amount|payments in|cr|cr amount|lodgement|lodgements|haben|gutschrift*|"
        "eingang|einnahmen|kredit|recette|recettes|entree|entrees|abono|abonos|haber|credito*|crediti|accredito|"
        "accrediti|entrate|entrata|avere|creditos|entradas|entrada|bij|inkomsten|uznania|uznanie|wplywy|wplaty|"
        "prijem|prijmy|prichozi|ve prospech|insattning|inkomst|inn|inn pa konto|inn til konto|indtaegt|indsat|tulo|"
        "tulot|pano eur|jovairas*|bevetel|alacak|giren|gelir|收入*|入金*|預かり金額*|お預かり*|お預り*|お預入れ*|預入*|"
        "存入*|"
        "收入金额*|贷方*|입금액*|입금금액*|맡기신금액*|贷方金额*|贷方发生额*|収入金額*|入金金額*|入金額*|입금*|"
        "приход|зачисление"
    ),
    "direction": (
        "debit credit|credit debit|dr cr|cr dr|d c|c d|af bij|bij af|debit or credit|transaction type d c|soll haben|"
        "s h|credit debit indicator|cdt dbt|indicator|income expense|direction|sens|signe|segno|signo|sign|af/bij|"
        "debet credit|debetkredit|debet kredit|bevetel kiadas|jovairas terheles jele|borc alacak|收 支*|收支*|借贷*|"
        "借贷标志*|入出金*|debit credit code|credit or debit|balance impact"
    ),
    "currency": (
        "currency|ccy|curr|cur|currency code|transaction currency|billing currency|commodity currency|"
        "account currency|amount currency|cost currency|wahrung*|waehrung*|buchungswahrung*|devise*|monn|monnaie|"
        "divisa*|moneda*|valuta iso|moeda*|munt*|muntsoort|waluta*|mena*|valuta kod|currency iso|valuutta*|deviza*|"
        "devizanem*|tranzakcio devizaneme|penznem*|para birimi|doviz|doviz cinsi|币种*|货币*|通貨*|통화*|валюта|"
        "валюта операции"
    ),
    "description": (
        "description|details|detail|transaction details|transaction description|narrative|narration|particulars|memo|"
        "text|label|transaction|item|item or payee|title|message|remarks|remark|remittance information|purpose|"
        "payment reference|payment details|original description|description 1|description 2|description 3|"
        "description1|description2|booking text|subject|verwendungszweck*|buchungstext*|buchungsdetails|"
        "avisierungstext*|umsatztext|beschreibung|transaktionsbeschreibung*|mitteilung*|vorgang|libelle*|"
        "libelle operation|libelle de l operation|designation|communication*|communications|intitule|concepto*|"
        "descripcion*|detalle|movimiento concepto|descrizione*|causale*|descrizione operazione|operazione|descricao*|"
        "historico|descritivo|lancamento|omschrijving*|omschrijving 1|mededeling*|mededelingen|opis*|opis operacji|"
        "opis transakcji|tytul*|tytulem|popis*|poznamka|zprava*|zprava pro prijemce|ucel|beskrivning*|beskrivelse*|"
        "tekst|rubrik|specifikation|meddelande|forklaring|posteringstekst|melding|selitys|otsikko|viesti|viite|tapahtuma|"
        "kozlemeny*|megjegyzes|leiras|aciklama*|islem aciklamasi|商品说明*|商品*|摘要*|交易摘要*|备注*|交易说明*|"
        "交易描述*|描述*|ご利用店名*|利用店名*|お取り扱い内容*|内容*|取引内容*|적요*|내용*|описание|"
        "назначение платежа"
    ),
    "counterparty": (
        "payee|payer|payee name|payer name|merchant|merchant name|counterparty|counter party|counterparty name|name|"
        "partner|partner name|beneficiary|beneficiary name|recipient|paid to|to from|who|vendor|shop|supplier|"
        "other party|counteraccount name|name of counterparty|sender receiver|empfanger*|auftraggeber*|"
        "beguenstigter*|begunstigter*|zahlungspflichtiger*|zahlungsempfanger*|gegenpartei|name zahlungsbeteiligter|"
        "auftraggeber empfanger|beneficiaire|tiers|donneur d ordre|nom de la contrepartie|contrepartie|"
        "nom contrepartie|beneficiario|ordenante|comercio|contraparte|esercente|ordinante|controparte|"
        "beneficiario ordinante|destinatario|naam|naam tegenpartij|naam tegenrekening|naam omschrijving|tegenpartij|"
        "begunstigde|nadawca odbiorca|odbiorca|nadawca|kontrahent|dane kontrahenta|nazwa odbiorcy|nazev protiuctu|"
        "nazev protistrany|protistrana|nazov partnera|obchodnik|mottagare|avsandare|mottaker|avsender|modtager|"
        "afsender|saaja|maksaja|saaja maksaja|saajan nimi|partner neve|kedvezmenyezett|ellenoldali nev|alici|"
        "gonderen|交易对方*|交易对手*|对方户名*|商户名称*|对方*|支払先*|상대*|контрагент|получатель"
    ),
    "notes": (
        "notes|note|comment|comments|your notes|description additional|additional info|zusatz|bemerkung|commentaire|"
        "observaciones|note aggiuntive|observacoes|notitie|notatka|huomautus|not|anteckning|メモ*|info"
    ),
    "balance": (
        "balance|running balance|runningbalance|account balance|balance after|closing balance|ledger balance|"
        "available balance|balance amount|new balance|ending balance|saldo*|kontostand*|solde*|solde apres operation|"
        "saldo disponible|saldo contabile|saldo contabilistico|saldo na boekng|saldo na mutatie|resulterend saldo|"
        "beginsaldo|saldo po operacji|saldo po|zustatek*|zostatok|behallning|bokfort saldo|egyenleg*|bakiye*|余额*|"
        "账户余额*|残高*|差引残高*|잔액*|остаток|баланс"
    ),
    "bank-id": (
        "transaction id|transactionid|id|reference|ref|ref no|reference number|transaction reference|"
        "transaction reference number|transaction number|bank reference|unique id|referenz|buchungsreferenz*|"
        "n de transaction|no de transaction|numero de transaction|reference operation|referencia|referentie|"
        "transactiereferentie|numer referencyjny|numer transakcji|reference transakce|id operace|id transakce|"
        "arkistointitunnus|referens|verifikationsnummer|megbizas azonosito|referans|dekont no|islem no|fis no|"
        "交易单号*|交易订单号*|流水号*|交易流水号*|文件流水*|txn id"
    ),
    "account": (
        "account|account name|account number|account no|iban|own account|wallet|card|card number|card used|"
        "first bank card|card used for transaction|account iban|konto|kontonummer auftraggeberkonto|auftragskonto*|"
        "iban auftragskonto|auftraggeberkonto|iban auftraggeberkonto|compte|cuenta|conto|conta|rekening|"
        "rekeningnummer|iban bban|rachunek|konto nr|numer rachunku|ucet|cislo uctu|tili|szamlaszam|szamla neve|hesap|"
        "hesap no|账号*|卡号*|账户*|口座*|계좌*|счет|номер карты|produit|product"
    ),
    "other-account": (
        "counterparty account|counterparty iban|partner iban|other account|account to|payee account|"
        "payee account number|iban zahlungsbeteiligter|kontonummer*|kontonummer iban|iban des zahlungspflichtigen|"
        "gegenkonto*|compte contrepartie|compte de la contrepartie|numero de compte de contrepartie|cuenta destino|"
        "iban beneficiario|tegenrekening*|tegenrekening iban bban|rekening tegenpartij|iban tegenpartij|nr rachunku|"
        "numer konta|rachunek kontrahenta|protiucet*|cislo protiuctu|kontonummer mottagare|saajan tilinumero|"
        "saajan tilinumero ja pankin bic|partner szamlaszama|ellenoldali szamlaszam|karsi hesap|对方账号*|对方账户*|"
        "对方卡号*"
    ),
    "original-amount": (
        "original amount|local amount|foreign amount|amount foreign currency|amount in foreign currency|"
        "originalbetrag*|betrag fremdwahrung|fremdwahrungsbetrag|montant en devise|montant devise|importe original|"
        "original cost|bedrag in vreemde valuta|kwota w walucie|castka v mene obchodu|originalni castka|"
        "originalbelopp|exchange to amount|converted amount|原始金额*|外币金额*|現地通貨額*"
    ),
    "original-currency": (
        "original currency|local currency|foreign currency|type foreign currency|foreign currency code|fremdwahrung|"
        "originalwahrung*|devise d origine|divisa original|valuta originale|originele valuta|waluta operacji|"
        "mena obchodu|originalvaluta|originalni mena|converted currency|外币*|現地通貨*"
    ),
    "category": (
        "category|categories|category name|spending category|transaction category|kategorie*|hauptkategorie|"
        "categorie*|categoria*|kategoria*|kategori|kategorija|luokka|rubrique|交易分类*|分类*|类别*|カテゴリ*|"
        "大項目*"
    ),
    "subcategory": (
        "subcategory|sub category|unterkategorie|sous categorie|subcategoria|sottocategoria|subcategorie|"
        "podkategoria|podkategorie|underkategori|子分类*|中項目*"
    ),
    "tags": "tags|tag|labels|labels tags|hashtags|etiquettes|etiquetas|etichette|etykiety|标签*",
    "type": (
        "type|transaction type|payment type|umsatzart*|transaktionstyp*|vorgangsart|geschaftsvorfall|"
        "type d operation|type operation|tipo|tipo de movimiento|tipo operacion|tipo operazione|tipo movimento|"
        "type de transaction|soort|mutatiesoort|soort betaling|transactiesoort|code|rodzaj*|typ*|typ operacji|"
        "typ transakcji|transaktionstyp|tapahtumalaji|laji|tranzakcio tipusa|islem tipi|islem|交易类型*|交易方式*|"
        "種別*"
    ),
    "status": (
        "status|статус|state|transaction status|zustand|etat|statut|estado|stato|stav|tila|durum|当前状态*|交易状态*|"
        "状態*|cancellation|booking status"
    ),
    "fee": (
        "fee|fees|transaction fee|gebuhr|gebuhren|frais|comision|commissione|taxa|kosten|oplata|poplatek|avgift|komisja"
    ),
    "ignored": (
        "member name|card member|cardholder|cardholder name|account holder|kontoinhaber|balance currency|bic|swift|"
        "blz|bankleitzahl|bankleitzahl auftraggeberkonto|exchange rate|umrechnungskurs|wechselkurs|kurs|rate|"
        "check number|cheque number|checknumber|cheque|variable symbol|variabilni symbol|konstantni symbol|"
        "constant symbol|specific symbol|specificky symbol|mandatsreferenz|glaubiger id|creditor id|kundenreferenz|"
        "customer reference|end to end reference|sort code|bank code|branch|filiale|transaktionsbeschreibung zusatz|"
        "primanota|value currency|商家订单号*|商户单号*|kartyaszam|kartennummer|compensation amount|"
        "ultimate receiver name|posting key|purpose code|sepa reference|client reference|mandate identification|"
        "creditor identifier|email|from email address|to email address|time zone|timezone|reference currency|"
        "main currency|in main currency|kodu|serial|serial number|sira|no|nr|number|user|author"
    ),
}

PHRASES: tuple[tuple[str, bool, Role], ...] = tuple(
    (phrase.rstrip("*"), phrase.endswith("*"), role) for role, words in _WORDS.items() for phrase in words.split("|")
)
