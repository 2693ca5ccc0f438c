"""Providers where everybody has an address: there the domain says nothing about the people."""

FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com mac.com aol.com"
    " gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.com fastmail.com proton.me protonmail.com"
    " orange.fr free.fr laposte.net wanadoo.fr sfr.fr libero.it virgilio.it tin.it alice.it seznam.cz wp.pl o2.pl"
    " onet.pl interia.pl telenet.be ziggo.nl kpnmail.nl xs4all.nl terra.com.br uol.com.br bol.com.br sapo.pt mail.ru"
    " yandex.ru qq.com 163.com hotmail.fr yahoo.fr hotmail.co.uk yahoo.co.uk btinternet.com comcast.net".split()
)
