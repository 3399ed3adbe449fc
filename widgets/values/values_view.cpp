// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/values/values_view.h"

#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/cursor.h"
#include "widgets/common/icons.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace gatoscope {

namespace {

constexpr std::size_t kAtOnce = 400'000; // numbers worked out on the GUI thread at most

/// Shades around a modality's ink, apart in hue and lightness; the curve's label says its name in the same colour.
QColor shade(const QColor& ink, std::size_t index) {
    if (index == 0)
        return ink;
    static constexpr int kHue[] = {0, 42, -48, 84, -96, 126, 165, -140};
    static constexpr int kLight[] = {0, 26, 12, -18, 30, 4, 22, -8};
    int hue = 0, saturation = 0, light = 0;
    ink.getHsl(&hue, &saturation, &light);
    const std::size_t turn = index % 8;
    const int lighter = colors().dark ? kLight[turn] : -kLight[turn];
    return QColor::fromHsl((hue + kHue[turn] + 720) % 360, saturation, qBound(40, light + lighter, 215));
}

struct Wanted {
    std::string source;
    std::size_t element = 0;
    std::shared_ptr<const Column> column;
    const MappedChannel* mapped = nullptr;
};

bool isUsed(const MappedChannel* mapped) { return mapped != nullptr && mapped->role != Role::Ignore; }

CurveRow rowOf(const Channel& channel, const MappedChannel* mapped) {
    const bool used = isUsed(mapped);
    return {toQString(used ? mapped->key : channel.source),
            toQString(used && !mapped->unit.empty() ? mapped->unit : channel.unit),
            {}};
}

Curve curveOf(const Channel& channel, const MappedChannel* mapped, std::size_t element, const CurveRow& row) {
    Curve curve;
    const bool used = isUsed(mapped);
    const auto& names = used && !mapped->names.empty() ? mapped->names : channel.names;
    curve.name = toQString(componentName(names, channel.shape, element));
    if (curve.name.isEmpty())
        curve.name = row.title;
    const QColor ink = used ? colors().of(tintOf(mapped->modality, mapped->role == Role::Action)).ink : colors().text2;
    curve.color = shade(ink, row.curves.size());
    curve.steps = isInteger(channel.dtype);
    return curve;
}

} // namespace

ValuesView::ValuesView(Cursor* cursor, QWidget* parent)
    : QWidget(parent), m_cursor(cursor), m_channels(new ChannelTree(this)), m_found(new QSortFilterProxyModel(this)) {
    setObjectName(QStringLiteral("valuesView"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(buildTree());
    splitter->addWidget(buildPlot());
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({170, 600});
    splitter->setChildrenCollapsible(true);
    layout->addWidget(splitter);
    connectCursor();
    draw({});
}

QWidget* ValuesView::buildTree() {
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(6, 6, 4, 4);
    layout->setSpacing(4);
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("channelSearch"));
    m_search->setPlaceholderText(tr("Search channels"));
    m_search->setAccessibleName(tr("Search channels"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_scale = new QComboBox;
    m_scale->setObjectName(QStringLiteral("scaleCombo"));
    m_scale->setAccessibleName(tr("Scale"));
    m_scale->addItems({tr("Raw values"), tr("Encoded, −1 to 1"), tr("Bins")});
    m_found->setSourceModel(m_channels);
    m_found->setRecursiveFilteringEnabled(true);
    m_found->setAutoAcceptChildRows(true);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("channelTree"));
    m_tree->setAccessibleName(tr("Channels"));
    m_tree->setModel(m_found);
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(14);
    m_tree->setUniformRowHeights(true);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    layout->addWidget(m_scale);
    layout->addWidget(m_search);
    layout->addWidget(m_tree, 1);
    side->setMinimumWidth(110);
    connect(m_search, &QLineEdit::textChanged, m_found, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (!text.isEmpty())
            m_tree->expandAll();
    });
    connect(m_scale, &QComboBox::currentIndexChanged, this, &ValuesView::rebuild);
    connect(m_channels, &ChannelTree::checksChanged, this, &ValuesView::rebuild);
    return side;
}

QWidget* ValuesView::buildPlot() {
    auto* area = new QWidget;
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    m_empty = new QLabel;
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_plot = new CurvePlot;
    m_scroll = new QScrollArea;
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_plot);
    layout->addWidget(m_scroll);
    layout->addWidget(m_empty);
    return area;
}

void ValuesView::connectCursor() {
    connect(m_cursor, &Cursor::stepChanged, m_plot, &CurvePlot::setCursorStep);
    connect(m_cursor, &Cursor::rangeChanged, m_plot, &CurvePlot::setLoopRange);
    connect(m_cursor, &Cursor::hoverChanged, this, [this](const Hover& hover) { m_plot->setHoverStep(hover.step); });
    connect(m_plot, &CurvePlot::stepClicked, m_cursor, &Cursor::setStep);
    connect(m_plot, &CurvePlot::rangeDragged, m_cursor, &Cursor::setRange);
    connect(m_plot, &CurvePlot::stepHovered, this, [this](qint64 step) {
        Hover hover;
        hover.step = step;
        m_cursor->setHover(hover);
    });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, &ValuesView::rebuild);
}

void ValuesView::setEpisode(const EpisodeView& view) {
    const bool sameData = view.episode == m_view.episode && view.columns == m_view.columns;
    m_view = view;
    m_plot->setFramesPerSecond(view.framesPerSecond);
    if (sameData) {
        rebuild();
    } else {
        m_channels->setEpisode(view); // rebuilds through checksChanged
    }
}

qint64 ValuesView::shownSteps() const {
    qint64 steps = m_view.episode ? m_view.episode->info().steps : 0;
    if (m_view.tokens)
        steps = std::max<qint64>(steps, m_view.tokens->steps());
    for (const auto& [source, column] : m_view.columns) {
        if (column && static_cast<qint64>(column->rows) == steps + 1)
            return steps + 1; // the terminal observation
    }
    return steps;
}

void ValuesView::rebuild() {
    if (!m_view.episode) {
        draw({});
        return;
    }
    const auto scale = static_cast<ValueScale>(std::max(0, m_scale->currentIndex()));
    const qint64 steps = shownSteps();
    std::vector<Wanted> wanted;
    std::vector<CurveRow> rows;
    std::string last;
    for (const auto& [source, element] : m_channels->checked()) {
        const auto found = m_view.columns.find(source);
        const Channel* channel = m_view.dataset->channel(source);
        if (found == m_view.columns.end() || channel == nullptr)
            continue;
        const MappedChannel* mapped = mappedChannel(m_view, source);
        if (source != last || rows.empty())
            rows.push_back(rowOf(*channel, mapped));
        last = source;
        rows.back().curves.push_back(curveOf(*channel, mapped, element, rows.back()));
        wanted.push_back({source, element, found->second, mapped});
    }
    const Settings settings = m_view.tokens ? m_view.tokens->settings() : Settings{};
    // The view's members keep the mapped channels alive while the work runs.
    auto fill = [rows = std::move(rows), wanted, scale, steps, settings, keep = m_view]() mutable {
        std::size_t next = 0;
        for (CurveRow& row : rows) {
            for (Curve& curve : row.curves) {
                const Wanted& w = wanted[next++];
                curve.data = std::make_shared<const MinMaxPyramid>(
                    valueSeries(*w.column, w.element, w.mapped, settings, scale, steps));
            }
        }
        return std::move(rows);
    };
    if (wanted.size() * static_cast<std::size_t>(std::max<qint64>(1, steps)) <= kAtOnce) {
        m_work.cancel();
        draw(fill());
        return;
    }
    m_work.start([this, fill = std::move(fill)](const BackgroundWork::Stop&) mutable -> BackgroundWork::Delivery {
        return [this, made = fill()]() mutable { draw(std::move(made)); };
    });
}

void ValuesView::draw(std::vector<CurveRow> rows) {
    const bool none = rows.empty();
    m_scroll->setVisible(!none);
    m_empty->setVisible(none);
    m_empty->setText(!m_view.episode               ? tr("Open an episode to see its curves.")
                     : m_channels->rowCount() == 0 ? tr("This episode has no numeric channels.")
                                                   : tr("Check a channel to draw its curve."));
    m_plot->setRows(std::move(rows), m_view.episode ? shownSteps() : 0);
    m_plot->setMinimumHeight(m_plot->minimumSizeHint().height());
    m_plot->setLoopRange(m_cursor->rangeBegin(), m_cursor->rangeEnd());
    m_plot->setCursorStep(m_cursor->step());
}

} // namespace gatoscope
