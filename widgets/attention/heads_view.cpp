// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/heads_view.h"

#include <algorithm>

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QVBoxLayout>

#include "widgets/attention/attended_model.h"
#include "widgets/attention/fact_list.h"
#include "widgets/attention/head_matrix.h"
#include "widgets/common/number_format.h"
#include "widgets/common/panel_parts.h"

namespace gatoscope {
namespace {

constexpr std::size_t kSimilar = 5;

QString statisticName(HeadStatistic statistic) {
    switch (statistic) {
    case HeadStatistic::TextMass:
        return HeadsView::tr("mass on text");
    case HeadStatistic::ImageMass:
        return HeadsView::tr("mass on images");
    case HeadStatistic::DiscreteMass:
        return HeadsView::tr("mass on discrete");
    case HeadStatistic::ContinuousMass:
        return HeadsView::tr("mass on continuous");
    case HeadStatistic::SeparatorMass:
        return HeadsView::tr("mass on separators");
    case HeadStatistic::ActionMass:
        return HeadsView::tr("mass on actions");
    case HeadStatistic::Entropy:
        return HeadsView::tr("entropy, nats");
    case HeadStatistic::NormalisedEntropy:
        return HeadsView::tr("entropy of the possible");
    case HeadStatistic::Effective:
        return HeadsView::tr("effective tokens");
    case HeadStatistic::Largest:
        return HeadsView::tr("largest share");
    case HeadStatistic::Distance:
        return HeadsView::tr("mean distance, tokens");
    case HeadStatistic::First:
        return HeadsView::tr("first token (sink)");
    case HeadStatistic::Effect:
        return HeadsView::tr("effect on the logit");
    }
    return {};
}

QString capital(QString text) { return text.isEmpty() ? text : text.replace(0, 1, text.at(0).toUpper()); }

int decimalsOf(HeadStatistic statistic) {
    return statistic == HeadStatistic::Distance || statistic == HeadStatistic::Effective ? 1 : 3;
}

} // namespace

QString emptyAttentionText(const AttentionFocus& focus) {
    const ModelView& model = focus.model();
    if (!model.reason.isEmpty())
        return model.reason;
    if (!model.policy)
        return AttentionFocus::tr("Open a model to see where it looks: Model › Open model (Ctrl+Shift+M).");
    if (!model.tokens)
        return AttentionFocus::tr("Open a dataset to see where the model looks.");
    return AttentionFocus::tr("The model has not run on this step yet. Ctrl+R runs it.");
}

HeadsView::HeadsView(AttentionFocus* focus, QWidget* parent) : QWidget(parent), focus_(focus) {
    setObjectName(QStringLiteral("headsView"));
    empty_ = emptyLabel(this);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->viewport()->setAutoFillBackground(false);
    QWidget* content = makeContent();
    content->setAutoFillBackground(false);
    scroll->setWidget(content);
    stack_ = new QStackedLayout(this);
    stack_->addWidget(empty_);
    stack_->addWidget(scroll);
    fillStatistics();
    connect(statistic_, &QComboBox::activated, this, &HeadsView::refresh);
    connect(scope_, &QComboBox::activated, this, &HeadsView::refresh);
    connect(fusion_, &QComboBox::activated, this,
            [this] { focus_->setFusion(fusion_->currentIndex() == 1 ? HeadFusion::Max : HeadFusion::Mean); });
    connect(focus, &AttentionFocus::traceChanged, this, &HeadsView::takeTrace);
    connect(focus, &AttentionFocus::stateChanged, this, &HeadsView::takeTrace);
    connect(focus, &AttentionFocus::rowChanged, this, &HeadsView::refreshRows);
    connect(focus, &AttentionFocus::effectsChanged, this, &HeadsView::refresh);
    connect(similar_, &FactList::activated, this, [this](int row) {
        const SimilarHead& head = alike_[static_cast<std::size_t>(row)];
        focus_->cursor()->setHead(head.layer, head.head);
    });
    takeTrace();
}

QWidget* HeadsView::makeContent() {
    auto* content = new QWidget;
    statistic_ = new QComboBox(content);
    statistic_->setObjectName(QStringLiteral("statCombo"));
    statistic_->setAccessibleName(tr("Statistic"));
    statistic_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    scope_ = new QComboBox(content);
    scope_->setObjectName(QStringLiteral("scopeCombo"));
    scope_->setAccessibleName(tr("Over"));
    scope_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    scope_->addItems({tr("Selected query"), tr("Whole window")});
    fusion_ = new QComboBox(content);
    fusion_->setObjectName(QStringLiteral("fusionCombo"));
    fusion_->setAccessibleName(tr("Several heads as one"));
    fusion_->addItems({tr("Mean"), tr("Max")});
    fusion_->setToolTip(tr("How several heads become one row: their mean, or the largest of each token, renormalised. "
                           "Click a layer's number for all its heads, Ctrl+click heads for a set."));
    matrix_ = new HeadMatrix(focus_, content);
    title_ = new QLabel(content);
    title_->setProperty("tone", QStringLiteral("strong"));
    title_->setWordWrap(true);
    factList_ = new FactList(content);
    factList_->setObjectName(QStringLiteral("headFacts"));
    factList_->setAccessibleName(tr("Facts of the chosen head"));
    similarTitle_ = new QLabel(content);
    similarTitle_->setTextFormat(Qt::RichText);
    similarTitle_->setWordWrap(true); // its width must not push the numbers out of a narrow dock
    similar_ = new FactList(content);
    similar_->setObjectName(QStringLiteral("similarHeads"));
    similar_->setAccessibleName(tr("Most similar heads"));
    similar_->setActive(true);
    auto* form = new QGridLayout;
    form->setHorizontalSpacing(8);
    form->setVerticalSpacing(6);
    form->addWidget(mutedLabel(tr("Statistic")), 0, 0);
    form->addWidget(statistic_, 0, 1);
    form->addWidget(mutedLabel(tr("Over")), 1, 0);
    form->addWidget(scope_, 1, 1);
    form->setColumnStretch(1, 1);
    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    head->addWidget(fusion_);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(10, 8, 10, 8);
    column->setSpacing(8);
    column->addLayout(form);
    column->addWidget(matrix_);
    column->addWidget(rule());
    column->addLayout(head);
    column->addWidget(factList_);
    column->addWidget(rule());
    column->addWidget(similarTitle_);
    column->addWidget(similar_);
    column->addStretch(1);
    return content;
}

QWidget* HeadsView::titleWidget() {
    if (!shape_) {
        shape_ = mutedLabel();
        connect(shape_, &QObject::destroyed, this, [this] { shape_ = nullptr; });
        takeTrace();
    }
    return shape_;
}

HeadStatistic HeadsView::statistic() const { return static_cast<HeadStatistic>(statistic_->currentData().toInt()); }

bool HeadsView::wholeWindow() const { return scope_->currentIndex() == 1; }

/// Masses only of the modalities that the window holds.
void HeadsView::fillStatistics() {
    const QVariant before = statistic_->currentData();
    const QSignalBlocker quiet(statistic_);
    statistic_->clear();
    const auto& groups = focus_->groups();
    for (int s = 0; s <= static_cast<int>(HeadStatistic::Effect); ++s) {
        const bool mass = s < kTintCount;
        if (mass && !groups.empty() && std::find(groups.begin(), groups.end(), s) == groups.end())
            continue;
        statistic_->addItem(capital(statisticName(static_cast<HeadStatistic>(s))), s);
    }
    int at = before.isValid() ? statistic_->findData(before) : -1;
    if (at < 0)
        at = statistic_->findData(static_cast<int>(HeadStatistic::ImageMass));
    statistic_->setCurrentIndex(at < 0 ? statistic_->findData(static_cast<int>(HeadStatistic::Entropy)) : at);
}

void HeadsView::takeTrace() {
    const bool ready = focus_->ready();
    stack_->setCurrentIndex(ready ? 1 : 0);
    empty_->setText(emptyAttentionText(*focus_));
    if (shape_)
        shape_->setText(ready ? tr("%1 layers × %2 heads").arg(focus_->source().layers()).arg(focus_->source().heads())
                              : QString());
    if (!ready)
        return;
    if (wholeTrace_.lock() != focus_->trace() && rowsTrace_.lock() != focus_->trace())
        fillStatistics();
    refreshRows();
}

void HeadsView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refreshRows();
}

void HeadsView::refreshRows() {
    if (!isVisible() || !focus_->ready() || focus_->query() < 0)
        return; // a hidden view costs nothing
    const qint64 row = std::max(focus_->row(), static_cast<qint64>(focus_->first()));
    if (row != rowsOf_ || rowsTrace_.lock() != focus_->trace()) {
        rows_ = rowsOfAllHeads(focus_->source(), static_cast<std::size_t>(row) - focus_->first());
        rowsOf_ = row;
        rowsTrace_ = focus_->trace();
        rowFacts_.clear();
        for (std::size_t r = 0; r < rows_.rows; ++r)
            rowFacts_.push_back(
                factsOf(rows_.row(r), static_cast<std::size_t>(row) - focus_->first(), focus_->groups()));
    }
    if (focus_->row() >= static_cast<qint64>(focus_->first()))
        focus_->wantEffects();
    refresh();
}

void HeadsView::refresh() {
    if (!focus_->ready() || rows_.rows == 0)
        return;
    showMatrix();
    showFacts();
    showSimilar();
}

void HeadsView::showMatrix() {
    const HeadStatistic shown = statistic();
    const auto layers = static_cast<std::size_t>(focus_->source().layers());
    const auto heads = static_cast<std::size_t>(focus_->source().heads());
    const std::size_t query = static_cast<std::size_t>(rowsOf_) - focus_->first();
    scope_->setEnabled(shown != HeadStatistic::Effect);
    if (shown == HeadStatistic::Effect) {
        const Grid* effects = focus_->effects();
        const Grid values = effects != nullptr ? *effects : Grid(layers, heads);
        const double top = signedTop(values);
        return matrix_->setValues(values, -top, top, statisticName(shown), 3);
    }
    if (!wholeWindow()) {
        Grid values(layers, heads);
        for (std::size_t r = 0; r < rows_.rows; ++r)
            values.values[r] = static_cast<float>(statisticOf(rowFacts_[r], shown, query));
        const double top = statisticTop(shown, values, query + 1);
        return matrix_->setValues(std::move(values), 0, top, statisticName(shown), decimalsOf(shown));
    }
    if (whole_ && wholeTrace_.lock() == focus_->trace()) {
        const Grid values = statisticOf(*whole_, shown);
        return matrix_->setValues(values, 0, statisticTop(shown, values, focus_->count()), statisticName(shown),
                                  decimalsOf(shown));
    }
    if (work_.busy() && wholeTrace_.lock() == focus_->trace())
        return;
    whole_.reset();
    wholeTrace_ = focus_->trace();
    work_.start([this, trace = focus_->trace(),
                 groups = focus_->groups()](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
        auto made = headStatistics(*trace->attention, groups, kTintCount, {}, [&stop](double) { return !stop.load(); });
        if (!made)
            return {};
        return [this, made = std::make_shared<const HeadStatistics>(std::move(*made))] {
            whole_ = made;
            refresh();
        };
    });
}

void HeadsView::showFacts() {
    const HeadChoice head = focus_->head();
    const std::size_t query = static_cast<std::size_t>(rowsOf_) - focus_->first();
    const std::vector<float> row = focus_->plainRow();
    const RowFacts facts = factsOf(row, query, focus_->groups());
    title_->setText(head.head >= 0 ? tr("Layer %1 · Head %2").arg(head.layer).arg(head.head) : focus_->headText());
    std::vector<Fact> lines;
    const HeadStatistic shown = statistic();
    if (static_cast<int>(shown) < kTintCount)
        lines.push_back({capital(statisticName(shown)),
                         {},
                         formatFixed(statisticOf(facts, shown, query), 3),
                         -1,
                         Fact::Sign::None,
                         tr("Share of row #%1 that falls on these tokens").arg(rowsOf_)});
    lines.push_back({tr("Entropy"),
                     {},
                     tr("%1 nats").arg(formatFixed(facts.entropy, 2)),
                     -1,
                     Fact::Sign::None,
                     tr("−Σ a ln a over the %1 tokens that this row can read").arg(query + 1)});
    lines.push_back({tr("Effective tokens"),
                     {},
                     formatFixed(facts.effective(), 1),
                     -1,
                     Fact::Sign::None,
                     tr("e to the entropy: so many tokens, if all were read alike")});
    lines.push_back({tr("Mean distance"),
                     {},
                     tr("%1 tok").arg(formatFixed(facts.distance, 1)),
                     -1,
                     Fact::Sign::None,
                     tr("How far back the row looks on average")});
    lines.push_back({tr("Largest share"), {}, formatFixed(facts.largest, 3), -1, Fact::Sign::None, {}});
    lines.push_back({tr("First-token sink"),
                     {},
                     formatFixed(facts.first, 3),
                     -1,
                     Fact::Sign::None,
                     tr("Mass on the first token of the window: heads rest there when they have nothing to say")});
    lines.push_back({tr("Itself"), {}, formatFixed(facts.self, 3), -1, Fact::Sign::None, {}});
    if (focus_->relevanceId() >= 0)
        lines.push_back(effectFact());
    factList_->setFacts(std::move(lines));
    fusion_->setVisible(head.head < 0);
}

/// What the head adds to the logit that the row predicts; of several heads the sum.
Fact HeadsView::effectFact() const {
    const auto target = static_cast<std::size_t>(focus_->row() + 1);
    const QString name = idName(*focus_->tokens(), target, focus_->relevanceId());
    QString value = QStringLiteral("…");
    if (const Grid* effects = focus_->effects()) {
        double sum = 0;
        for (const int head : focus_->heads())
            sum += effects->at(static_cast<std::size_t>(focus_->head().layer), static_cast<std::size_t>(head));
        value = formatSigned(sum, 3);
    }
    return {tr("Logit effect on %1").arg(name),
            {},
            value,
            -1,
            Fact::Sign::None,
            tr("Direct effect: what the head's output adds to the logit of id %1, which row #%2 predicts, through the "
               "last norm as it stands; what later layers make of it is not counted")
                .arg(focus_->relevanceId())
                .arg(focus_->row())};
}

void HeadsView::showSimilar() {
    const HeadChoice head = focus_->head();
    alike_ = similarHeads(rows_, focus_->source().heads(), focus_->plainRow(), head.layer, head.head, kSimilar);
    similarTitle_->setText(QStringLiteral("<b>%1</b> <span style='color:%2'>%3</span>")
                               .arg(tr("Most similar heads"), colors().text3.name(), tr("cosine of rows")));
    std::vector<Fact> lines;
    for (const SimilarHead& other : alike_)
        lines.push_back({QStringLiteral("L%1 H%2").arg(other.layer).arg(other.head),
                         {},
                         formatFixed(other.cosine, 2),
                         std::max(0.0, other.cosine),
                         Fact::Sign::None,
                         tr("Click to choose this head")});
    similar_->setFacts(std::move(lines));
}

} // namespace gatoscope
