// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/episodes/episode_filter.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace gatoscope {

namespace {

QStringList split(const QString& text) {
    QStringList words;
    QString word;
    bool quoted = false;
    for (const QChar c : text) {
        if (c == QLatin1Char('"')) {
            quoted = !quoted;
        } else if (c.isSpace() && !quoted) {
            if (!word.isEmpty())
                words << word;
            word.clear();
        } else {
            word += c;
        }
    }
    if (!word.isEmpty())
        words << word;
    return words;
}

QString spaceless(const QString& text) {
    static const QRegularExpression around(QStringLiteral("\\s*([<>=!]=?|≤|≥)\\s*"));
    return QString(text).replace(around, QStringLiteral("\\1"));
}

} // namespace

EpisodeFilter EpisodeFilter::parse(const QString& text, QString* problem) {
    EpisodeFilter filter;
    if (problem != nullptr)
        problem->clear();
    for (QString word : split(spaceless(text))) {
        const bool negated = word.size() > 1 && word.startsWith(QLatin1Char('-'));
        if (negated)
            word.remove(0, 1);
        QString wrong;
        Term term = termOf(word, &wrong);
        if (!wrong.isEmpty()) {
            if (problem != nullptr)
                *problem = wrong;
            continue;
        }
        term.negated = negated;
        filter.m_terms.push_back(term);
    }
    return filter;
}

EpisodeFilter::Term EpisodeFilter::termOf(const QString& word, QString* problem) {
    Term term;
    term.words = word;
    const QString lower = word.toLower();
    static const QRegularExpression number(QStringLiteral("^#(\\d+)$"));
    static const QRegularExpression comparison(
        QStringLiteral("^(return|reward|steps|len|length|#|success)(<=|>=|!=|==|=|<|>|≤|≥)(.*)$"));
    if (const auto match = number.match(word); match.hasMatch()) {
        term.field = Field::Number;
        term.number = match.captured(1).toDouble();
    } else if (lower == QLatin1String("success") || lower == QLatin1String("failed")) {
        term.field = Field::Success;
        term.number = lower == QLatin1String("success") ? 1 : 0;
    } else if (lower == QLatin1String("flagged")) {
        term.field = Field::Flagged;
    } else if (lower.startsWith(QLatin1String("part:"))) {
        term.field = Field::Part;
        term.words = word.mid(5);
    } else if (const auto m = comparison.match(lower); m.hasMatch()) {
        const QString name = m.captured(1), sign = m.captured(2), value = m.captured(3);
        term.field = name == QLatin1String("#")          ? Field::Number
                     : name == QLatin1String("success")  ? Field::Success
                     : name.startsWith(QLatin1Char('r')) ? Field::Return
                                                         : Field::Steps;
        term.compare = sign == QLatin1String("<")                                   ? Compare::Less
                       : sign == QLatin1String("<=") || sign == QStringLiteral("≤") ? Compare::LessEqual
                       : sign == QLatin1String(">")                                 ? Compare::Greater
                       : sign == QLatin1String(">=") || sign == QStringLiteral("≥") ? Compare::GreaterEqual
                       : sign == QLatin1String("!=")                                ? Compare::NotEqual
                                                                                    : Compare::Equal;
        bool ok = false;
        term.number = value.toDouble(&ok);
        if (term.field == Field::Success && (value == QLatin1String("true") || value == QLatin1String("false"))) {
            term.number = value == QLatin1String("true") ? 1 : 0;
            ok = true;
        }
        if (!ok)
            *problem = QCoreApplication::translate("EpisodeFilter", "%1 needs a number").arg(name + sign);
    }
    return term;
}

bool EpisodeFilter::compares(double value, Compare compare, double number) {
    switch (compare) {
    case Compare::Less:
        return value < number;
    case Compare::LessEqual:
        return value <= number;
    case Compare::Equal:
        return value == number;
    case Compare::NotEqual:
        return value != number;
    case Compare::GreaterEqual:
        return value >= number;
    case Compare::Greater:
        return value > number;
    }
    return false;
}

bool EpisodeFilter::asksForParts() const {
    return std::any_of(m_terms.begin(), m_terms.end(), [](const Term& term) { return term.field == Field::Part; });
}

bool EpisodeFilter::holds(const Term& term, const EpisodeInfo& info, bool flagged,
                          const std::vector<std::string>& parts) {
    switch (term.field) {
    case Field::Number:
        return compares(static_cast<double>(info.index), term.compare, term.number);
    case Field::Return:
        return info.totalReward && compares(*info.totalReward, term.compare, term.number);
    case Field::Steps:
        return compares(static_cast<double>(info.steps), term.compare, term.number);
    case Field::Success:
        return info.success && compares(*info.success ? 1 : 0, term.compare, term.number);
    case Field::Flagged:
        return flagged;
    case Field::Part:
        return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
            return term.words.compare(QString::fromStdString(part), Qt::CaseInsensitive) == 0;
        });
    case Field::Words:
        break;
    }
    return QString::fromStdString(info.task).contains(term.words, Qt::CaseInsensitive) ||
           QString::fromStdString(info.id).contains(term.words, Qt::CaseInsensitive) ||
           QString::number(info.index) == term.words;
}

bool EpisodeFilter::accepts(const EpisodeInfo& info, bool flagged, const std::vector<std::string>& parts) const {
    for (const Term& term : m_terms) {
        if (holds(term, info, flagged, parts) == term.negated)
            return false;
    }
    return true;
}

} // namespace gatoscope
