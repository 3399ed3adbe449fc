// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/findings/finding_model.h"

#include "widgets/common/convert.h"

#include <QStringList>

#include <algorithm>

namespace gatoscope {

void FindingModel::setFindings(std::vector<Finding> findings) {
    beginResetModel();
    m_findings = std::move(findings);
    m_counts = {};
    for (const Finding& finding : m_findings)
        ++m_counts[static_cast<std::size_t>(finding.severity)];
    arrange();
    endResetModel();
}

void FindingModel::setFilter(bool info, bool warnings, bool errors, const QString& words, qint64 episode) {
    beginResetModel();
    m_shown = {info, warnings, errors};
    m_words = words.trimmed();
    m_episode = episode;
    arrange();
    endResetModel();
}

void FindingModel::arrange() {
    m_rows.clear();
    for (std::size_t i = 0; i < m_findings.size(); ++i) {
        const Finding& finding = m_findings[i];
        if (!m_shown[static_cast<std::size_t>(finding.severity)])
            continue;
        if (m_episode >= 0 && finding.episode >= 0 && finding.episode != m_episode)
            continue;
        const auto holds = [&](const std::string& text) {
            return toQString(text).contains(m_words, Qt::CaseInsensitive);
        };
        if (!m_words.isEmpty() && !holds(finding.text) && !holds(finding.where) && !holds(finding.id))
            continue;
        m_rows.push_back(i);
    }
    std::stable_sort(m_rows.begin(), m_rows.end(), [this](std::size_t a, std::size_t b) {
        const Finding &x = m_findings[a], &y = m_findings[b];
        if (x.severity != y.severity)
            return x.severity > y.severity;
        return x.episode != y.episode ? x.episode < y.episode : x.step < y.step;
    });
}

int FindingModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FindingModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString FindingModel::whereText(const Finding& finding) const {
    QStringList parts;
    if (finding.episode >= 0)
        parts << tr("episode %1").arg(finding.episode);
    if (finding.step >= 0)
        parts << tr("step %1").arg(finding.step);
    if (!finding.where.empty())
        parts << toQString(finding.where);
    return parts.isEmpty() ? tr("whole data set") : parts.join(QStringLiteral(" · "));
}

QVariant FindingModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= static_cast<int>(m_rows.size()))
        return {};
    const Finding& shown = finding(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Text ? toQString(shown.text) : whereText(shown);
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2 · %3").arg(toQString(shown.text), whereText(shown), toQString(shown.id));
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(QString::fromLatin1(name(shown.severity)), toQString(shown.text));
    case SeverityRole:
        return static_cast<int>(shown.severity);
    case EpisodeRole:
        return static_cast<qint64>(shown.episode);
    case StepRole:
        return static_cast<qint64>(shown.step);
    case SourceRole:
        return toQString(shown.where);
    default:
        return {};
    }
}

QVariant FindingModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Text ? tr("Finding") : tr("Where");
}

QString FindingModel::copied(const QModelIndexList& rows) const {
    QStringList lines;
    for (const QModelIndex& index : rows) {
        if (index.column() != Text)
            continue;
        const Finding& shown = finding(index.row());
        lines << QStringList{QString::fromLatin1(name(shown.severity)), toQString(shown.id), toQString(shown.text),
                             whereText(shown)}
                     .join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace gatoscope
