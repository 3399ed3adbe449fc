// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/attention_focus.h"

#include <algorithm>
#include <numeric>

#include <QCoreApplication>
#include <QStringList>

#include "widgets/attention/attention_facts.h"

namespace gatoscope {

QString headName(const HeadChoice& head, const std::vector<int>& set, HeadFusion fusion) {
    if (head.head >= 0)
        return QStringLiteral("L%1 · H%2").arg(head.layer).arg(head.head);
    const bool mean = fusion == HeadFusion::Mean;
    if (set.empty())
        return (mean ? QCoreApplication::translate("gatoscope::AttentionFocus", "L%1 · mean of heads")
                     : QCoreApplication::translate("gatoscope::AttentionFocus", "L%1 · max of heads"))
            .arg(head.layer);
    QStringList names;
    for (const int h : set)
        names << QString::number(h);
    return (mean ? QCoreApplication::translate("gatoscope::AttentionFocus", "L%1 · mean of H%2")
                 : QCoreApplication::translate("gatoscope::AttentionFocus", "L%1 · max of H%2"))
        .arg(QString::number(head.layer), names.join(QStringLiteral(", ")));
}

AttentionFocus::AttentionFocus(Cursor* cursor, QObject* parent) : QObject(parent), cursor_(cursor) {
    connect(cursor_, &Cursor::tokenChanged, this, &AttentionFocus::choose);
    connect(cursor_, &Cursor::stepChanged, this, [this] {
        if (cursor_->token() < 0)
            choose(); // a selected token follows the step by itself
    });
    connect(cursor_, &Cursor::headChanged, this, [this](int, int head) {
        if (head >= 0)
            headSet_.clear();
        preview_.reset();
        compute();
        Q_EMIT headChanged();
    });
}

void AttentionFocus::setModel(const ModelView& model) {
    // What another model said, or what was said of other tokens, would be a lie here.
    const bool stale = model.policy != model_.policy || model.tokens != tokens_;
    model_ = model;
    if (trace_ && stale && trace_ != model.trace)
        clear();
    Q_EMIT stateChanged();
    if (!model.trace || !model.trace->attention || model.trace == trace_)
        return;
    trace_ = model.trace;
    tokens_ = model.tokens;
    window_ = model.window;
    groups_ = groupsOf(*tokens_, first(), count());
    std::erase_if(headSet_, [this](int head) { return head >= source().heads(); });
    preview_.reset();
    query_ = -1;
    Q_EMIT traceChanged();
    Q_EMIT headChanged();
    choose();
}

void AttentionFocus::clear() {
    trace_.reset();
    tokens_.reset();
    shown_.reset();
    preview_.reset();
    query_ = -1;
    rollout_.cancel();
    setWaiting(false);
    Q_EMIT traceChanged();
    Q_EMIT rowChanged();
}

HeadChoice AttentionFocus::chosen() const {
    HeadChoice head{cursor_->layer(), cursor_->head()};
    if (!trace_)
        return head;
    head.layer = std::clamp(head.layer, 0, source().layers() - 1);
    head.head = std::clamp(head.head, -1, source().heads() - 1);
    return head;
}

void AttentionFocus::preview(std::optional<HeadChoice> head) {
    if (head && *head == chosen())
        head.reset();
    if (head == preview_)
        return;
    preview_ = head;
    compute();
    Q_EMIT headChanged();
}

QString AttentionFocus::headText() const { return headName(head(), preview_ ? std::vector<int>() : headSet_, fusion_); }

void AttentionFocus::setLine(LineChoice line) {
    if (line_ == line)
        return;
    line_ = line;
    compute();
}

void AttentionFocus::setMeasure(Measure measure) {
    if (measure_ == measure)
        return;
    measure_ = measure;
    compute();
}

void AttentionFocus::setFusion(HeadFusion fusion) {
    if (fusion_ == fusion)
        return;
    fusion_ = fusion;
    compute();
    Q_EMIT headChanged();
}

void AttentionFocus::setFirstHidden(bool hidden) {
    if (firstHidden_ == hidden)
        return;
    firstHidden_ = hidden;
    compute();
}

void AttentionFocus::setDiscard(double share) {
    if (discard_ == share)
        return;
    discard_ = share;
    if (measure_ == Measure::Rollout)
        compute();
}

void AttentionFocus::setHeadSet(int layer, std::vector<int> heads) {
    std::sort(heads.begin(), heads.end());
    headSet_ = std::move(heads);
    preview_.reset();
    if (cursor_->layer() != layer || cursor_->head() != -1)
        return cursor_->setHead(layer, -1); // the rest follows from its signal
    compute();
    Q_EMIT headChanged();
}

/// The selected token where it lies in the trace, else the last observation of the step: it predicts the first action.
void AttentionFocus::choose() {
    if (!trace_)
        return;
    const auto begin = static_cast<qint64>(first()), end = begin + static_cast<qint64>(count());
    qint64 token = cursor_->token();
    if (token < 0) {
        const qint64 step = cursor_->step();
        if (step >= tokens_->steps())
            return;
        token = static_cast<qint64>(tokens_->firstOf(step));
        const auto last = static_cast<qint64>(tokens_->firstOf(step + 1));
        while (token + 1 < last && !isAction(tokens_->kind(static_cast<std::size_t>(token) + 1)))
            ++token;
    }
    if (token < begin || token >= end)
        return; // of a window whose trace is on its way
    query_ = token;
    compute();
}

qint64 AttentionFocus::row() const { return query_ - (line_ == LineChoice::Predicting ? 1 : 0); }

std::vector<int> AttentionFocus::heads() const {
    const HeadChoice at = head();
    if (at.head >= 0)
        return {at.head};
    if (!headSet_.empty() && !preview_)
        return headSet_;
    std::vector<int> all(static_cast<std::size_t>(source().heads()));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

void AttentionFocus::headRow(std::size_t index, std::span<float> out) const {
    const HeadChoice at = head();
    if (at.head >= 0)
        source().row(at.layer, at.head, index, out);
    else
        fusedShares(source(), at.layer, heads(), fusion_, index, out);
}

std::vector<float> AttentionFocus::plainRow() const {
    std::vector<float> values(count());
    headRow(static_cast<std::size_t>(std::max<qint64>(0, row() - static_cast<qint64>(first()))), values);
    return values;
}

std::vector<float> AttentionFocus::measuredRow(std::size_t index) const {
    if (measure_ != Measure::ValueWeighted)
        return plainRow();
    return valueWeightedRow(source(), head().layer, heads(), fusion_, index);
}

void AttentionFocus::compute() {
    if (!trace_ || query_ < 0)
        return;
    const qint64 at = row();
    const auto begin = static_cast<qint64>(first());
    if (at < begin) {
        setWaiting(false, tr("The first token of a window is predicted by nothing."));
        Q_EMIT rowChanged();
        return;
    }
    const auto index = static_cast<std::size_t>(at - begin);
    if (measure_ == Measure::Rollout && line_ != LineChoice::ReadBy)
        return wantRollout(index);
    if (measure_ == Measure::Relevance && line_ != LineChoice::ReadBy)
        return wantRelevance(at);
    rollout_.cancel();
    setWaiting(false);
    if (line_ != LineChoice::ReadBy)
        return publish(measuredRow(index), at, headText());
    const HeadChoice choice = head();
    std::vector<float> values(count(), 0.0F), one(count());
    const std::vector<int> heads = this->heads();
    for (const int h : heads) {
        source().column(choice.layer, h, index, one);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = fusion_ == HeadFusion::Max ? std::max(values[i], one[i])
                                                   : values[i] + one[i] / static_cast<float>(heads.size());
    }
    publish(std::move(values), at, headText());
}

void AttentionFocus::publish(std::vector<float> values, qint64 row, const QString& about) {
    auto made = std::make_shared<AttentionRow>();
    made->query = query_;
    made->row = row;
    made->column = line_ == LineChoice::ReadBy;
    made->first = first();
    made->values = std::move(values);
    if (firstHidden_ && !made->column)
        hideFirst(made->values);
    made->largest = made->values.empty() ? 0 : *std::max_element(made->values.begin(), made->values.end());
    made->about = about;
    shown_ = std::move(made);
    Q_EMIT rowChanged();
}

void AttentionFocus::wantRollout(std::size_t index) {
    setWaiting(true);
    RolloutOptions options;
    options.fusion = fusion_;
    options.discard = discard_;
    rollout_.start(
        [this, trace = trace_, index, options](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
            auto row = rolloutRow(*trace->attention, index, options, [&stop](double) { return !stop.load(); });
            if (!row)
                return {};
            return [this, index, values = std::move(*row)]() mutable {
                setWaiting(false);
                publish(std::move(values), static_cast<qint64>(first() + index), tr("rollout of all layers"));
            };
        });
    Q_EMIT rowChanged();
}

std::int32_t AttentionFocus::relevanceId() const {
    const qint64 target = row() + 1;
    if (!trace_ || query_ < 0 || target >= static_cast<qint64>(first() + count()))
        return -1;
    const auto token = static_cast<std::size_t>(target);
    if (const Prediction* prediction = model_.of(token))
        return prediction->predictedId;
    return tokens_->id(token);
}

void AttentionFocus::wantRelevance(qint64 row) {
    rollout_.cancel();
    const std::int32_t id = relevanceId();
    if (id < 0) {
        setWaiting(false, tr("Row #%1 predicts a patch, which has no id to explain.").arg(row));
        Q_EMIT rowChanged();
        return;
    }
    const bool known = relevance_.row == row && relevance_.id == id && relevance_.trace.lock() == trace_;
    if (known && !relevance_.values.empty()) {
        setWaiting(false);
        return publish(relevance_.values, row, tr("relevance for id %1").arg(id));
    }
    setWaiting(true);
    Q_EMIT rowChanged();
    if (known)
        return;
    relevance_ = {row, id, trace_, {}};
    Q_EMIT relevanceWanted(row, id);
}

void AttentionFocus::setRelevance(qint64 row, std::int32_t id, std::vector<float> values, const QString& failure) {
    if (relevance_.row != row || relevance_.id != id || relevance_.trace.lock() != trace_)
        return;
    if (values.size() != count()) {
        relevance_ = {};
        setWaiting(false, failure);
        Q_EMIT rowChanged();
        return;
    }
    double sum = 0;
    for (const float value : values)
        sum += value;
    for (float& value : values)
        value = sum > 0 ? static_cast<float>(value / sum) : 0.0F;
    relevance_.values = std::move(values);
    if (measure_ == Measure::Relevance && line_ != LineChoice::ReadBy)
        compute();
}

const Grid* AttentionFocus::effects() const {
    const bool known = effects_.row == row() && effects_.id == relevanceId() && effects_.trace.lock() == trace_;
    return known && effects_.values.rows > 0 ? &effects_.values : nullptr;
}

void AttentionFocus::wantEffects() {
    const std::int32_t id = relevanceId();
    if (id < 0 || row() < static_cast<qint64>(first()))
        return;
    if (effects_.row == row() && effects_.id == id && effects_.trace.lock() == trace_)
        return; // known, or on its way
    effects_ = {row(), id, trace_, {}};
    Q_EMIT effectsWanted(row(), id);
}

void AttentionFocus::setEffects(qint64 row, std::int32_t id, Grid values) {
    if (effects_.row != row || effects_.id != id || effects_.trace.lock() != trace_)
        return;
    effects_.values = std::move(values);
    Q_EMIT effectsChanged();
}

void AttentionFocus::setWaiting(bool waiting, const QString& reason) {
    waiting_ = waiting;
    reason_ = reason;
}

} // namespace gatoscope
