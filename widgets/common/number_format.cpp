// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/number_format.h"

#include <cmath>
#include <cstdlib>

namespace gatoscope {
namespace {

constexpr char16_t kMinus = 0x2212;
constexpr char16_t kThin = 0x202F;

QString special(double value, bool plus) {
    if (std::isnan(value))
        return QStringLiteral("nan");
    if (value < 0)
        return QString(QChar(kMinus)) + QChar(0x221E);
    return plus ? QStringLiteral("+") + QChar(0x221E) : QString(QChar(0x221E));
}

// C's %g, its exponent without leading zeros and plus: 1.75e-03 -> 1.75e-3.
QString general(double value, int digits) {
    QString text = QString::asprintf("%.*g", digits, value);
    const qsizetype e = text.indexOf(QLatin1Char('e'));
    if (e < 0)
        return text;
    const int exponent = text.mid(e + 1).toInt();
    return text.left(e) + QLatin1Char('e') + QString::number(exponent);
}

// One digit and the exponent: 3e-5, 1e6.
QString scientific(double value) {
    const QString text = QString::asprintf("%.0e", value);
    const qsizetype e = text.indexOf(QLatin1Char('e'));
    return text.left(e) + QLatin1Char('e') + QString::number(text.mid(e + 1).toInt());
}

QString signedText(QString text, double value, bool plus) {
    if (plus && value > 0 && !text.startsWith(QLatin1Char('+')))
        text.prepend(QLatin1Char('+'));
    return withMinus(text);
}

} // namespace

QString withMinus(QString text) { return text.replace(QLatin1Char('-'), QChar(kMinus)); }

QString plainText(QString text) {
    text.replace(QChar(kMinus), QLatin1Char('-'));
    text.remove(QChar(kThin));
    return text;
}

QString formatNumber(double value, int digits) {
    if (!std::isfinite(value))
        return special(value, false);
    return withMinus(general(value == 0 ? 0.0 : value, digits));
}

QString formatSigned(double value, int digits) {
    if (!std::isfinite(value))
        return special(value, true);
    return signedText(general(value == 0 ? 0.0 : value, digits), value, true);
}

QString formatFixed(double value, int decimals, bool plus) {
    if (!std::isfinite(value))
        return special(value, plus);
    if (std::abs(value) >= 1e9)
        return plus ? formatSigned(value) : formatNumber(value);
    QString text = QString::asprintf("%.*f", decimals, value);
    bool zero = true;
    for (const QChar c : text)
        zero = zero && (c < QLatin1Char('1') || c > QLatin1Char('9'));
    if (zero && text.startsWith(QLatin1Char('-')))
        text.remove(0, 1);
    if (zero && plus)
        text.prepend(QLatin1Char('+'));
    return signedText(text, zero ? 0.0 : value, plus);
}

QString formatCell(double value) {
    if (!std::isfinite(value))
        return special(value, true);
    const double size = std::abs(value);
    if (size != 0 && size < 5e-4)
        return signedText(scientific(value), value, true);
    if (size < 9.9995)
        return formatFixed(value, 3, true);
    if (size < 99.995)
        return formatFixed(value, 2, true);
    if (size < 999.95)
        return formatFixed(value, 1, true);
    if (size < 99999.5)
        return formatFixed(value, 0, true);
    return signedText(scientific(value), value, true);
}

QString formatCount(qint64 value) {
    QString text = QString::number(std::llabs(value));
    if (text.size() > 4)
        for (qsizetype at = text.size() - 3; at > 0; at -= 3)
            text.insert(at, QChar(kThin));
    return value < 0 ? QChar(kMinus) + text : text;
}

QString formatPercent(double fraction) {
    const double percent = fraction * 100.0;
    if (!std::isfinite(percent))
        return QStringLiteral("–");
    const double size = std::abs(percent);
    const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
    if (size != 0 && size < 0.005)
        return formatNumber(percent, 2) + QStringLiteral(" %");
    return formatFixed(percent, decimals) + QStringLiteral(" %");
}

} // namespace gatoscope
