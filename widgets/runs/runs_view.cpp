// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/runs_view.h"

#include <algorithm>

#include <QCheckBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

namespace gatoscope {

namespace {

constexpr int kPathRole = Qt::UserRole + 1; // of a checkpoint; a run has its folder here
constexpr int kIsRunRole = Qt::UserRole + 2;

QString runName(const QString& folder) {
    const QString name = QDir(folder).dirName();
    return name.isEmpty() ? folder : name;
}

QIcon swatch(int color) {
    QPixmap picture(12, 12);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(runColor(color));
    painter.drawRoundedRect(QRectF(1, 3, 10, 6), 2, 2);
    return picture;
}

} // namespace

/// A run in the list. `log` belongs to the reading thread, the rest to this one.
struct RunsView::Run {
    QString folder;
    int color = 0;
    std::shared_ptr<RunLog> log;
    std::shared_ptr<const RunMetrics> metrics;
    std::vector<RunCheckpoint> checkpoints;
    qint64 step = -1;
    QStandardItem* item = nullptr; // owned by the model
};

/// What one look into a folder brought.
struct RunsView::Read {
    QString folder, problem;
    std::shared_ptr<const RunMetrics> metrics; // null: nothing new
    std::vector<RunCheckpoint> checkpoints;
    qint64 step = -1;
};

RunsView::RunsView(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("runsView"));
    setAcceptDrops(true);
    m_empty = new QLabel(tr("Drop the folder of a training run here, or add one: its curves grow while it trains, and "
                            "any of its checkpoints opens as the model."));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    m_empty->setProperty("tone", QStringLiteral("muted"));
    auto* split = new QSplitter(Qt::Horizontal);
    split->addWidget(makeLeft());
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeRight());
    split->addWidget(m_stack);
    split->setStretchFactor(0, 0);
    split->setStretchFactor(1, 1);
    split->setSizes({300, 900});
    split->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &RunsView::refresh);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &RunsView::refresh);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &RunsView::refresh);
    connect(m_add, &QToolButton::clicked, this, &RunsView::askForRun);
    connect(m_remove, &QToolButton::clicked, this, [this] {
        const QModelIndex run =
            m_tree->currentIndex().parent().isValid() ? m_tree->currentIndex().parent() : m_tree->currentIndex();
        removeRun(run.siblingAtColumn(0).data(kPathRole).toString());
    });
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(chosen()); });
    connect(m_compare, &QPushButton::clicked, this, [this] { Q_EMIT compareRequested(chosen()); });
    connect(m_tree, &QTreeView::activated, this, [this] {
        if (!chosen().isEmpty())
            Q_EMIT openRequested(chosen());
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &RunsView::showState);
    connect(m_model, &QStandardItemModel::itemChanged, this, [this](QStandardItem* item) {
        if (!m_filling && item->data(kIsRunRole).toBool())
            showCharts();
    });
    connect(m_smoothing, &QSlider::valueChanged, this, [this](int value) {
        for (RunChart* chart : m_charts)
            chart->setSmoothing(value / 100.0);
    });
    connect(m_log, &QCheckBox::toggled, this, [this](bool on) { m_charts.front()->setLogarithmic(on); });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] {
        for (const auto& run : m_runs)
            run->item->setIcon(swatch(run->color));
    });
    for (RunChart* chart : m_charts)
        chart->setSmoothing(m_smoothing->value() / 100.0);
    showState();
}

RunsView::~RunsView() = default;

/// In a low dock the two charts that matter stay.
void RunsView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    constexpr int room = 340;
    for (std::size_t chart = 2; chart < m_charts.size(); ++chart)
        m_charts[chart]->setVisible(height() >= room);
    if (auto* grid = qobject_cast<QGridLayout*>(m_charts.front()->parentWidget()->layout()))
        grid->setRowStretch(1, height() >= room ? 2 : 0);
}

RunsView::Run* RunsView::find(const QString& folder) {
    const auto found =
        std::find_if(m_runs.begin(), m_runs.end(), [&](const auto& run) { return run->folder == folder; });
    return found == m_runs.end() ? nullptr : found->get();
}

QStringList RunsView::runs() const {
    QStringList out;
    for (const auto& run : m_runs)
        out << run->folder;
    return out;
}

void RunsView::addRun(const QString& given) {
    const QString folder = QFileInfo(given).absoluteFilePath();
    if (find(folder) != nullptr)
        return;
    auto run = std::make_unique<Run>();
    run->folder = folder;
    run->color = m_nextColor++;
    run->log = std::make_shared<RunLog>(toStd(folder));
    run->item = new QStandardItem(swatch(run->color), runName(folder));
    run->item->setData(folder, kPathRole);
    run->item->setData(true, kIsRunRole);
    run->item->setToolTip(folder);
    run->item->setCheckable(true);
    run->item->setCheckState(Qt::Checked);
    m_model->appendRow({run->item, new QStandardItem, new QStandardItem});
    m_runs.push_back(std::move(run));
    m_watcher.addPath(folder);
    m_watcher.addPath(folder + QStringLiteral("/metrics.jsonl"));
    showState();
    m_work.cancel(); // the reading in hand does not know this one
    refresh();
}

void RunsView::removeRun(const QString& folder) {
    Run* run = find(folder);
    if (run == nullptr)
        return;
    m_watcher.removePath(folder);
    m_watcher.removePath(folder + QStringLiteral("/metrics.jsonl"));
    m_model->removeRow(run->item->row());
    m_runs.erase(std::find_if(m_runs.begin(), m_runs.end(), [&](const auto& other) { return other.get() == run; }));
    showCharts();
    showState();
}

void RunsView::refresh() {
    if (m_work.busy() || m_runs.empty())
        return;
    struct Look {
        QString folder;
        std::shared_ptr<RunLog> log;
        qint64 known = -1;
        bool empty = true;
    };
    std::vector<Look> looks;
    for (const auto& run : m_runs)
        looks.push_back({run->folder, run->log, run->step, !run->metrics});
    m_work.start([this, looks](const BackgroundWork::Stop& stop) {
        std::vector<Read> read;
        for (const auto& [folder, log, known, empty] : looks) {
            if (stop)
                break;
            Read one{folder, {}, nullptr, runCheckpoints(toStd(folder)), -1};
            bool grown = false;
            auto fresh = log->read();
            grown = fresh && *fresh;
            while (fresh && log->more() && !stop) {
                fresh = log->read();
                grown = grown || (fresh && *fresh);
            }
            if (!fresh && fresh.error().kind != ErrorKind::NotFound)
                one.problem = toQString(fresh.error().text);
            one.step = log->lastStep();
            if (grown || empty || one.step != known) // else the copy that is shown is the newest
                one.metrics = std::make_shared<const RunMetrics>(log->metrics());
            read.push_back(std::move(one));
        }
        return BackgroundWork::Delivery([this, read = std::move(read)] { take(read); });
    });
}

void RunsView::take(std::vector<Read> read) {
    bool changed = false;
    for (Read& one : read) {
        Run* run = find(one.folder);
        if (run == nullptr)
            continue;
        if (!one.problem.isEmpty())
            Q_EMIT failed(one.problem);
        const auto same = [](const RunCheckpoint& a, const RunCheckpoint& b) {
            return a.path == b.path && a.step == b.step;
        };
        const bool moved = !std::equal(run->checkpoints.begin(), run->checkpoints.end(), one.checkpoints.begin(),
                                       one.checkpoints.end(), same);
        const bool grown = one.metrics != nullptr;
        changed = changed || grown;
        if (grown)
            run->metrics = std::move(one.metrics);
        run->checkpoints = std::move(one.checkpoints);
        run->step = one.step;
        if (grown || moved)
            fillItem(*run);
        const QString metrics = run->folder + QStringLiteral("/metrics.jsonl");
        if (!m_watcher.files().contains(metrics) && QFileInfo::exists(metrics))
            m_watcher.addPath(metrics); // it was replaced, or came after its folder
    }
    if (changed)
        showCharts();
    markOpen();
    showState();
}

void RunsView::fillItem(Run& run) {
    const QScopedValueRollback filling(m_filling, true);
    const auto shownLoss = [](double loss) { return loss < 0 ? QString() : formatNumber(loss, 4); };
    const int row = run.item->row();
    const auto set = [&](int column, const QString& text) {
        m_model->item(row, column)->setText(text);
        m_model->item(row, column)->setFont(monoFont(kSmallPx));
    };
    set(1, run.step < 0 ? QString() : formatCount(run.step));
    const auto loss = run.metrics->find("loss"); // never null once something was read
    set(2,
        loss == run.metrics->end() || loss->second.values.empty() ? QString() : shownLoss(loss->second.values.back()));
    const bool first = run.item->rowCount() == 0;
    const QString kept = chosen();
    run.item->removeRows(0, run.item->rowCount());
    for (const RunCheckpoint& checkpoint : run.checkpoints) {
        auto* name = new QStandardItem(toQString(checkpoint.name));
        name->setData(toQString(checkpoint.path), kPathRole);
        name->setToolTip(toQString(checkpoint.path));
        auto* step = new QStandardItem(checkpoint.step < 0 ? QString() : formatCount(checkpoint.step));
        auto* best = new QStandardItem(shownLoss(checkpoint.loss));
        step->setFont(monoFont(kSmallPx));
        best->setFont(monoFont(kSmallPx));
        run.item->appendRow({name, step, best});
        if (toQString(checkpoint.path) == kept)
            m_tree->setCurrentIndex(name->index());
    }
    if (first)
        m_tree->expand(run.item->index());
}

void RunsView::showCharts() {
    static const std::vector<std::vector<const char*>> shown = {
        {"loss", "validation_loss"}, {"validation_accuracy"}, {"tokens_per_second"}, {"learning_rate"}};
    for (std::size_t i = 0; i < m_charts.size(); ++i) {
        std::vector<RunCurve> curves;
        for (const auto& run : m_runs) {
            if (!run->metrics || run->item->checkState() != Qt::Checked)
                continue;
            for (const char* metric : shown[i]) {
                const auto found = run->metrics->find(metric);
                if (found == run->metrics->end())
                    continue;
                const bool held = QLatin1String(metric).startsWith(QLatin1String("validation"));
                curves.push_back({held ? tr("%1, validation").arg(runName(run->folder)) : runName(run->folder),
                                  run->color, run->metrics, &found->second, held});
            }
        }
        m_charts[i]->setCurves(std::move(curves));
    }
}

QString RunsView::chosen() const {
    const QModelIndex index = m_tree->currentIndex().siblingAtColumn(0);
    return index.isValid() && !index.data(kIsRunRole).toBool() ? index.data(kPathRole).toString() : QString();
}

void RunsView::showState() {
    m_stack->setCurrentIndex(m_runs.empty() ? 0 : 1);
    m_remove->setEnabled(m_tree->currentIndex().isValid());
    m_open->setEnabled(!chosen().isEmpty());
    m_compare->setEnabled(!chosen().isEmpty());
}

void RunsView::setOpenModel(const QString& folder, const QString& name) {
    m_openFolder = folder.isEmpty() ? QString() : QFileInfo(folder).absoluteFilePath();
    m_openName = name;
    markOpen();
}

void RunsView::markOpen() {
    const QScopedValueRollback filling(m_filling, true);
    for (const auto& run : m_runs)
        for (int row = 0; row < run->item->rowCount(); ++row) {
            QStandardItem* item = run->item->child(row);
            const bool open = QFileInfo(item->data(kPathRole).toString()).absoluteFilePath() == m_openFolder;
            item->setFont(bodyFont(kBodyPx, open ? QFont::DemiBold : QFont::Normal));
        }
}

void RunsView::setComparison(const QString& title, std::vector<ComparedAction> actions) {
    m_comparison->setVisible(!title.isEmpty());
    m_comparisonTitle->setText(title);
    m_problem->hide();
    m_compared->setActions(std::move(actions));
}

void RunsView::setComparisonProblem(const QString& text) {
    m_comparison->show();
    m_compared->setActions({});
    m_problem->setText(text);
    m_problem->show();
}

void RunsView::askForRun() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of a training run"));
    if (!folder.isEmpty())
        addRun(folder);
}

void RunsView::dragEnterEvent(QDragEnterEvent* event) {
    const auto urls = event->mimeData()->urls();
    if (std::any_of(urls.begin(), urls.end(), [](const QUrl& url) { return QFileInfo(url.toLocalFile()).isDir(); }))
        event->acceptProposedAction();
}

void RunsView::dropEvent(QDropEvent* event) {
    for (const QUrl& url : event->mimeData()->urls())
        if (QFileInfo(url.toLocalFile()).isDir())
            addRun(url.toLocalFile());
    event->acceptProposedAction();
}

void RunsView::showEvent(QShowEvent* event) {
    m_timer.start();
    refresh();
    QWidget::showEvent(event);
}

void RunsView::hideEvent(QHideEvent* event) {
    m_timer.stop();
    QWidget::hideEvent(event);
}

void RunsView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete)
        return m_remove->click();
    QWidget::keyPressEvent(event);
}

} // namespace gatoscope
