// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluation/evaluation_model.h"

#include "core/base/files.h"
#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

/// Ids of indices: 0 = a dataset (its row says which); n + 1 = a row below node n.
constexpr quintptr kTop = 0;

QString shownShare(double share) {
    return std::isnan(share) ? QString() : formatFixed(100 * share, 1) + QStringLiteral(" %");
}
QString shownNumber(double value) { return std::isnan(value) ? QString() : formatNumber(value, 3); }

double near(const Score& score, int k) {
    for (const auto& [bins, share] : score.within)
        if (bins == k)
            return share;
    return notApplicable;
}

double covered(const Measures& m) {
    for (const auto& [level, share] : m.coverage)
        if (level == 0.9)
            return share;
    return notApplicable;
}

bool continuous(const Measures& m) { return m.kind == Kind::ContinuousAction || m.kind == Kind::Continuous; }

/// What a baseline is best at telling: its error where there is one, else its accuracy.
QString baselineText(const Measures& m, const char* which) {
    const Score* score = m.baseline(which);
    if (score == nullptr)
        return {};
    return continuous(m) ? shownNumber(score->mae) : shownShare(score->accuracy);
}

double numberOf(const Measures& m, int column) {
    switch (column) {
    case EvaluationModel::Count:
        return static_cast<double>(m.model.count);
    case EvaluationModel::Accuracy:
        return m.model.accuracy;
    case EvaluationModel::OneBin:
        return near(m.model, 1);
    case EvaluationModel::SixteenBins:
        return near(m.model, 16);
    case EvaluationModel::CrossEntropy:
        return m.model.crossEntropy;
    case EvaluationModel::Mae:
        return m.model.mae;
    case EvaluationModel::Rms:
        return m.model.rms;
    case EvaluationModel::Floor:
        return m.floor;
    case EvaluationModel::Covered:
        return covered(m);
    case EvaluationModel::Ece:
        return m.ece;
    case EvaluationModel::Illegal:
        return m.illegalMass;
    case EvaluationModel::Perplexity:
        return m.perplexity;
    default:
        return notApplicable;
    }
}

int verdict(const Measures& m, int column) {
    const bool error = column == EvaluationModel::Mae;
    if (continuous(m) != error || (!error && column != EvaluationModel::Accuracy))
        return 0;
    const double own = error ? m.model.mae : m.model.accuracy;
    bool any = false, better = true;
    for (const auto& [which, score] : m.baselines) {
        const double other = error ? score.mae : score.accuracy;
        if (std::isnan(other))
            continue;
        any = true;
        better = better && (error ? own < other : own > other);
    }
    return any ? (better ? 1 : -1) : 0;
}

QString named(const Measures& m, bool together) {
    QString text = toQString(m.key);
    if (together)
        text += EvaluationModel::tr(", all dimensions");
    else if (continuous(m) || m.dimension > 0)
        text += QStringLiteral("[%1]").arg(m.dimension);
    if (!m.name.empty())
        text += QLatin1Char(' ') + toQString(m.name);
    if (!m.unit.empty())
        text += QStringLiteral(" (%1)").arg(toQString(m.unit));
    return text;
}

} // namespace

void EvaluationModel::setOutcomes(std::vector<EvaluationOutcome> outcomes) {
    beginResetModel();
    m_outcomes = std::move(outcomes);
    arrange();
    endResetModel();
}

void EvaluationModel::put(EvaluationOutcome outcome) {
    beginResetModel();
    const auto found = std::find_if(m_outcomes.begin(), m_outcomes.end(),
                                    [&](const EvaluationOutcome& other) { return other.path == outcome.path; });
    if (found != m_outcomes.end())
        *found = std::move(outcome);
    else
        m_outcomes.push_back(std::move(outcome));
    arrange();
    endResetModel();
}

void EvaluationModel::arrange() {
    m_nodes.clear();
    m_children.clear();
    for (std::size_t d = 0; d < m_outcomes.size(); ++d)
        m_nodes.push_back({static_cast<int>(d), -1, false});
    m_children.resize(m_outcomes.size());
    for (std::size_t d = 0; d < m_outcomes.size(); ++d) {
        if (!m_outcomes[d].done)
            continue;
        const DatasetEvaluation& done = *m_outcomes[d].done;
        const auto add = [&](std::size_t row, bool together) {
            m_children[d].push_back(static_cast<int>(m_nodes.size()));
            m_nodes.push_back({static_cast<int>(d), static_cast<int>(row), together});
        };
        for (std::size_t row = 0; row < done.channels.size(); ++row)
            add(row, true);
        for (std::size_t row = 0; row < done.measures.size(); ++row)
            add(row, false);
    }
    m_children.resize(m_nodes.size());
}

const Measures* EvaluationModel::measuresOf(const Node& node) const {
    if (node.row < 0)
        return nullptr;
    const DatasetEvaluation& done = *m_outcomes[static_cast<std::size_t>(node.dataset)].done;
    return &(node.together ? done.channels : done.measures)[static_cast<std::size_t>(node.row)];
}

QModelIndex EvaluationModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column, kTop);
    const auto own =
        parent.internalId() == kTop
            ? static_cast<std::size_t>(parent.row())
            : static_cast<std::size_t>(m_children[parent.internalId() - 1][static_cast<std::size_t>(parent.row())]);
    return createIndex(row, column, static_cast<quintptr>(own + 1));
}

QModelIndex EvaluationModel::parent(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == kTop)
        return {};
    const Node& above = nodeOf(index.internalId() - 1);
    if (above.row < 0)
        return createIndex(above.dataset, 0, kTop);
    const auto& siblings = m_children[static_cast<std::size_t>(above.dataset)];
    const auto at = std::find(siblings.begin(), siblings.end(), static_cast<int>(index.internalId() - 1));
    return createIndex(static_cast<int>(at - siblings.begin()), 0, static_cast<quintptr>(above.dataset + 1));
}

int EvaluationModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid())
        return static_cast<int>(m_outcomes.size());
    if (parent.column() > 0)
        return 0;
    if (parent.internalId() == kTop)
        return static_cast<int>(m_children[static_cast<std::size_t>(parent.row())].size());
    const Node& above = nodeOf(parent.internalId() - 1);
    if (above.row >= 0)
        return 0; // a token
    const int node = m_children[parent.internalId() - 1][static_cast<std::size_t>(parent.row())];
    return static_cast<int>(measuresOf(nodeOf(static_cast<quintptr>(node)))->worst.size());
}

int EvaluationModel::columnCount(const QModelIndex&) const { return ColumnCount; }

const EvaluationOutcome* EvaluationModel::outcomeOf(const QModelIndex& index) const {
    if (!index.isValid())
        return nullptr;
    const int dataset = index.internalId() == kTop ? index.row() : nodeOf(index.internalId() - 1).dataset;
    return &m_outcomes[static_cast<std::size_t>(dataset)];
}

const WorstToken* EvaluationModel::tokenOf(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == kTop)
        return nullptr;
    const Node& above = nodeOf(index.internalId() - 1);
    const bool token = above.row >= 0;
    const int node = token ? static_cast<int>(index.internalId() - 1)
                           : m_children[index.internalId() - 1][static_cast<std::size_t>(index.row())];
    const auto& worst = measuresOf(nodeOf(static_cast<quintptr>(node)))->worst;
    const std::size_t which = token ? static_cast<std::size_t>(index.row()) : 0;
    return which < worst.size() ? &worst[which] : nullptr;
}

QString EvaluationModel::datasetText(const EvaluationOutcome& outcome, int column) {
    if (column == Name)
        return outcome.done ? toQString(outcome.done->name)
                            : tr("%1: %2").arg(toQString(fileName(outcome.path)), toQString(outcome.done.error().text));
    if (!outcome.done)
        return {};
    const DatasetEvaluation& e = *outcome.done;
    if (column == Count)
        return formatCount(e.tokens);
    if (column == Accuracy && e.actionSteps > 0)
        return shownShare(static_cast<double>(e.stepsRight) / static_cast<double>(e.actionSteps));
    return {};
}

QString EvaluationModel::measuresText(const Measures& m, int column) {
    switch (column) {
    case Count:
        return formatCount(m.model.count);
    case Accuracy:
    case OneBin:
    case SixteenBins:
    case Covered:
        return shownShare(numberOf(m, column));
    case Majority:
        return baselineText(m, "majority");
    case Previous:
        return baselineText(m, "previous");
    case Uniform:
        return baselineText(m, "uniform");
    default:
        return shownNumber(numberOf(m, column));
    }
}

QString EvaluationModel::tokenText(const Measures& m, const WorstToken& token, int column) {
    const bool values = !std::isnan(token.trueValue);
    switch (column) {
    case Name: {
        const QString place = tr("episode %1 · step %2").arg(token.episode).arg(token.step);
        const QString truth = values ? formatNumber(token.trueValue, 4) : tr("id %1").arg(token.trueId);
        const QString guess = values ? formatNumber(token.predictedValue, 4) : tr("id %1").arg(token.predictedId);
        return tr("%1   recorded %2, predicted %3").arg(place, truth, guess);
    }
    case CrossEntropy:
        return shownNumber(token.crossEntropy);
    case Mae:
        return continuous(m) ? shownNumber(token.badness) : QString();
    default:
        return {};
    }
}

QString EvaluationModel::measuresTip(const Measures& m) {
    QString text =
        QStringLiteral("<table cellspacing='6'><tr><th></th><th>%1</th><th>%2</th><th>%3</th><th>%4</th></tr>")
            .arg(tr("accuracy"), tr("nats"), tr("mae"), tr("rms"));
    const auto line = [&](const QString& who, const Score& s) {
        text +=
            QStringLiteral("<tr><td>%1</td><td>%2</td><td>%3</td><td>%4</td><td>%5</td></tr>")
                .arg(who, shownShare(s.accuracy), shownNumber(s.crossEntropy), shownNumber(s.mae), shownNumber(s.rms));
    };
    line(tr("model"), m.model);
    for (const auto& [which, score] : m.baselines)
        line(toQString(which), score);
    return text + QStringLiteral("</table>");
}

QVariant EvaluationModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    const bool dataset = index.internalId() == kTop;
    const bool token = !dataset && nodeOf(index.internalId() - 1).row >= 0;
    if (role == LevelRole)
        return dataset ? 0 : token ? 2 : 1;
    if (dataset) {
        const EvaluationOutcome& outcome = m_outcomes[static_cast<std::size_t>(index.row())];
        if (role == Qt::DisplayRole)
            return datasetText(outcome, index.column());
        return role == Qt::ToolTipRole ? QVariant(toQString(outcome.done ? outcome.path : outcome.done.error().text))
                                       : QVariant();
    }
    const int at = token ? static_cast<int>(index.internalId() - 1)
                         : m_children[index.internalId() - 1][static_cast<std::size_t>(index.row())];
    const Node& node = nodeOf(static_cast<quintptr>(at));
    const Measures& m = *measuresOf(node);
    if (role == Qt::DisplayRole && token)
        return tokenText(m, m.worst[static_cast<std::size_t>(index.row())], index.column());
    if (role == Qt::DisplayRole)
        return index.column() == Name ? named(m, node.together) : measuresText(m, index.column());
    if (token)
        return role == Qt::ToolTipRole ? QVariant(tr("Double-click goes to this step")) : QVariant();
    if (role == VerdictRole)
        return verdict(m, index.column());
    if (role == NumberRole)
        return numberOf(m, index.column());
    return role == Qt::ToolTipRole ? QVariant(measuresTip(m)) : QVariant();
}

QVariant EvaluationModel::headerData(int section, Qt::Orientation orientation, int role) const {
    static const char* const titles[ColumnCount][2] = {
        {QT_TR_NOOP("Channel"), QT_TR_NOOP("Dataset, channel and dimension; below each what went worst")},
        {QT_TR_NOOP("Tokens"), QT_TR_NOOP("Predicted tokens")},
        {QT_TR_NOOP("Accuracy"), QT_TR_NOOP("Most probable legal token is the recorded one; of a dataset: steps whose "
                                            "action tokens are all met")},
        {QT_TR_NOOP("±1 bin"), QT_TR_NOOP("Predicted at most one bin away")},
        {QT_TR_NOOP("±16"), QT_TR_NOOP("Predicted at most 16 bins away")},
        {QT_TR_NOOP("Nats"), QT_TR_NOOP("Mean cross-entropy of the recorded token")},
        {QT_TR_NOOP("MAE"), QT_TR_NOOP("Mean absolute error in the channel's units")},
        {QT_TR_NOOP("RMS"), QT_TR_NOOP("Root of the mean squared error, in the channel's units")},
        {QT_TR_NOOP("Floor"), QT_TR_NOOP("Mean absolute error of the quantisation alone")},
        {QT_TR_NOOP("In 90 %"), QT_TR_NOOP("Recorded bins inside the central 90 % interval of the prediction")},
        {QT_TR_NOOP("ECE"), QT_TR_NOOP("Expected calibration error of the predicted token's probability")},
        {QT_TR_NOOP("Illegal"), QT_TR_NOOP("Mean probability outside the legal ids")},
        {QT_TR_NOOP("Perplexity"), QT_TR_NOOP("Of text: e to the mean cross-entropy")},
        {QT_TR_NOOP("Majority"), QT_TR_NOOP("Always the most frequent token: accuracy, or MAE of continuous channels")},
        {QT_TR_NOOP("Previous"), QT_TR_NOOP("The action of the step before: accuracy, or MAE")},
        {QT_TR_NOOP("Uniform"), QT_TR_NOOP("Any legal token by chance: accuracy, or MAE")},
    };
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    return role == Qt::DisplayRole   ? QVariant(tr(titles[section][0]))
           : role == Qt::ToolTipRole ? QVariant(tr(titles[section][1]))
                                     : QVariant();
}

} // namespace gatoscope
