// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/action_review.h"

#include "widgets/common/convert.h"
#include "widgets/common/cursor.h"
#include "widgets/common/number_format.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatoscope {

ActionReview::ActionReview(Cursor* cursor, QObject* parent) : QObject(parent), m_cursor(cursor) {
    connect(cursor, &Cursor::stepChanged, this, &ActionReview::shownChanged);
    connect(cursor, &Cursor::tokenChanged, this, &ActionReview::tokenSelected);
}

void ActionReview::setEpisode(const EpisodeView& view) {
    const bool other = view.tokens != m_episode.tokens;
    m_episode = view;
    if (!other)
        return;
    m_free.reset();
    Q_EMIT freeRunChanged();
    if (!view.tokens) {
        m_work.cancel();
        m_series = nullptr;
        m_dimension = -1;
        Q_EMIT seriesChanged();
        Q_EMIT shownChanged();
        return;
    }
    m_work.cancel(); // of the old tokens
    remake();
}

void ActionReview::setModel(const ModelView& view) {
    const bool others = view.predictions != m_model.predictions || view.policy != m_model.policy;
    if (view.policy != m_model.policy && m_free) {
        m_free.reset();
        Q_EMIT freeRunChanged();
    }
    m_model = view;
    if (!others || !m_episode.tokens) {
        Q_EMIT shownChanged();
        return;
    }
    if (m_work.busy())
        m_again = true; // each piece of work ends: predictions never starve each other
    else
        remake();
}

void ActionReview::remake() {
    m_again = false;
    std::shared_ptr<const PredictionBook> book;
    if (m_model.policy && m_model.tokens == m_episode.tokens)
        book = m_model.predictions;
    m_work.start([this, tokens = m_episode.tokens, book, options = m_options,
                  previous = m_series](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
        auto series = makeActionSeries(tokens, book, options, previous, stop);
        return [this, series = std::move(series)]() mutable {
            if (!series)
                return;
            const bool otherTokens = !m_series || m_series->tokens != series->tokens;
            if (otherTokens)
                m_token = TokenSequence::npos;
            m_series = std::move(series);
            const int count = static_cast<int>(m_series->dimensions.size());
            if (otherTokens || m_dimension >= count)
                m_dimension = std::min(std::max(0, m_dimension), count - 1);
            Q_EMIT seriesChanged();
            Q_EMIT shownChanged();
            if (m_again)
                remake();
        };
    });
}

void ActionReview::tokenSelected(qint64 token) {
    if (m_series && token >= 0 && token < static_cast<qint64>(m_series->tokens->size())) {
        const auto index = static_cast<std::size_t>(token);
        if (isAction(m_series->tokens->kind(index))) {
            const int found = m_series->dimensionOf(m_series->tokens->at(index));
            if (found >= 0) {
                m_dimension = found;
                m_token = index;
            }
        }
    }
    Q_EMIT shownChanged();
}

void ActionReview::setDimension(int dimension) { choose(dimension, m_cursor->step()); }

void ActionReview::choose(int dimension, qint64 step) {
    if (!m_series || dimension < 0 || dimension >= static_cast<int>(m_series->dimensions.size()))
        return;
    m_dimension = dimension;
    m_token = TokenSequence::npos;
    const ActionCell* cell = m_series->cell(dimension, step);
    if (cell != nullptr && cell->token != TokenSequence::npos)
        m_cursor->selectToken(static_cast<qint64>(cell->token), step);
    else
        m_cursor->setStep(step);
    Q_EMIT shownChanged();
}

void ActionReview::setTolerance(int bins) {
    if (bins == m_options.tolerance || bins < 0)
        return;
    m_options.tolerance = bins;
    Q_EMIT toleranceChanged(bins);
    if (m_episode.tokens)
        remake();
}

void ActionReview::setScale(ActionScale scale) {
    if (scale == m_options.scale)
        return;
    m_options.scale = scale;
    if (m_episode.tokens)
        remake();
}

void ActionReview::showToken(std::size_t token) {
    if (!m_series || token >= m_series->tokens->size())
        return;
    m_token = token;
    m_cursor->setToken(static_cast<qint64>(token));
    Q_EMIT shownChanged();
}

std::size_t ActionReview::shownToken() const {
    if (!m_series)
        return TokenSequence::npos;
    const qint64 step = m_cursor->step();
    if (m_token < m_series->tokens->size() && m_series->tokens->stepOf(m_token) == step)
        return m_token;
    const ActionCell* cell = m_series->cell(m_dimension, step);
    return cell != nullptr ? cell->token : TokenSequence::npos;
}

const Prediction* ActionReview::shownPrediction() const {
    const std::size_t token = shownToken();
    if (token == TokenSequence::npos || !m_model.policy || m_model.tokens != m_series->tokens)
        return nullptr;
    return m_model.of(token);
}

void ActionReview::goToWorst() {
    if (m_series && m_series->worst.step >= 0)
        choose(m_series->worst.dimension, m_series->worst.step);
}

bool ActionReview::goToDisagreement(int direction) {
    if (!m_series || m_series->disagreements.empty())
        return false;
    const auto& all = m_series->disagreements;
    const qint64 step = m_cursor->step();
    const auto bound = std::partition_point(
        all.begin(), all.end(), [&](const Disagreement& d) { return direction > 0 ? d.step <= step : d.step < step; });
    if (direction > 0 ? bound == all.end() : bound == all.begin())
        return false;
    const qint64 target = direction > 0 ? bound->step : std::prev(bound)->step;
    const auto begin =
        std::partition_point(all.begin(), all.end(), [&](const Disagreement& d) { return d.step < target; });
    auto worst = begin;
    for (auto at = begin; at != all.end() && at->step == target; ++at)
        if (at->crossEntropy > worst->crossEntropy)
            worst = at;
    choose(worst->dimension, target);
    return true;
}

void ActionReview::setFreeRun(const ActTrace* trace) {
    m_free.reset();
    if (trace != nullptr && m_series) {
        const std::size_t dimensions = m_series->dimensions.size(), steps = static_cast<std::size_t>(m_series->steps);
        auto run = std::make_unique<FreeRun>();
        run->trace = *trace;
        run->ids.assign(dimensions, std::vector<std::int32_t>(steps, -1));
        std::vector<double> none(steps, std::numeric_limits<double>::quiet_NaN());
        std::vector<std::vector<double>> units(dimensions, none), bins(dimensions, none);
        for (const SampledAction& action : trace->actions) {
            Token token;
            token.channel = action.channel;
            token.element = action.element;
            const int found = m_series->dimensionOf(token);
            if (found < 0 || action.step < 0 || static_cast<std::size_t>(action.step) >= steps)
                continue;
            const auto d = static_cast<std::size_t>(found), t = static_cast<std::size_t>(action.step);
            run->ids[d][t] = action.id;
            units[d][t] = m_series->dimensions[d].valueOf(action.id);
            bins[d][t] = action.id - m_series->dimensions[d].firstId;
        }
        for (std::size_t d = 0; d < dimensions; ++d) {
            run->units.push_back(std::make_shared<const MinMaxPyramid>(std::move(units[d])));
            run->bins.push_back(std::make_shared<const MinMaxPyramid>(std::move(bins[d])));
        }
        m_free = std::move(run);
    }
    Q_EMIT freeRunChanged();
}

QString ActionReview::emptyReason() const {
    if (!m_episode.tokens)
        return tr("Open an episode to compare its actions with a model's.");
    if (m_series && m_series->dimensions.empty())
        return tr("This episode has no action channel. Give a channel the role of an action in the Tokenizer "
                  "workspace, under Channel map.");
    return {};
}

QString ActionReview::missingReason() const {
    if (!m_model.policy)
        return tr("No model is open. Open a checkpoint folder with Model › Open model…, or drop it on the window.");
    if (!m_model.reason.isEmpty())
        return m_model.reason;
    if (m_series && m_series->worst.step < 0)
        return m_model.progress < 1 ? tr("The model has not come here yet.") : tr("Nothing is predicted here.");
    return {};
}

QString actionNumber(const ActionDimension& dimension, double value, ActionScale scale) {
    if (std::isnan(value))
        return QStringLiteral("–");
    if (scale == ActionScale::Bins || dimension.kind != ActionKind::Continuous)
        return formatNumber(value, 7);
    double reach = 0;
    if (!dimension.values.empty())
        reach = std::max(std::abs(dimension.values.front()), std::abs(dimension.values.back()));
    if (!(reach > 0) || !std::isfinite(reach) || reach >= 1e6 || reach < 1e-3)
        return formatSigned(value, 4);
    const int decimals = std::clamp(3 - static_cast<int>(std::floor(std::log10(reach) + 1e-9)), 0, 6);
    return formatFixed(value, decimals, true);
}

QString actionText(const ActionSeries& series, const ActionDimension& dimension, std::int32_t id, ActionScale scale) {
    if (id < 0)
        return QStringLiteral("–");
    switch (dimension.kind) {
    case ActionKind::Continuous:
        return scale == ActionScale::Bins ? QString::number(id - dimension.firstId)
                                          : actionNumber(dimension, dimension.valueOf(id), scale);
    case ActionKind::Discrete:
        return dimension.choiceName(id);
    case ActionKind::Text:
        break;
    }
    const auto& text = series.tokens->text();
    return text && id < text->size() ? shownPiece(text->piece(id)) : QString::number(id);
}

} // namespace gatoscope
