// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/channel_map_view.h"

#include "core/base/files.h"
#include "widgets/bench/channel_map_model.h"
#include "widgets/common/choice_delegate.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace gatoscope {

ChannelMapView::ChannelMapView(Cursor*, QWidget* parent)
    : QWidget(parent), m_model(new ChannelMapModel(this)), m_table(new QTableView), m_problem(new QLabel),
      m_report(new QListWidget) {
    setObjectName(QStringLiteral("channelMapView"));
    m_table->setObjectName(QStringLiteral("channelMapTable"));
    m_table->setAccessibleName(tr("Channel map"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new ChoiceDelegate(m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setFont(monoFont());
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                             QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const int widths[] = {190, 120, 96, 96, 56, 48, 66, 66, 76, 42, 42, 46, 48, 46, 120, 56, 70};
    for (int column = 0; column < ChannelMapModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, widths[column]);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_report->setObjectName(QStringLiteral("conversionReport"));
    m_report->setAccessibleName(tr("Conversion report"));
    m_report->setFrameShape(QFrame::NoFrame);
    m_report->setWordWrap(true);
    m_report->setSelectionMode(QAbstractItemView::ExtendedSelection);
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table, 1);
    column->addWidget(m_problem);
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(left);
    splitter->addWidget(m_report);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({900, 320});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(buildTop());
    layout->addWidget(splitter, 1);
    connect(m_model, &ChannelMapModel::edited, this, &ChannelMapView::takeEdit);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, &ChannelMapView::showReport);
}

QWidget* ChannelMapView::buildTop() {
    auto* top = new QWidget;
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(10, 2, 10, 2);
    m_record = new QComboBox;
    m_record->setAccessibleName(tr("Record"));
    m_record->addItems({tr("episode"), tr("document"), tr("image and text")});
    m_fps = new QDoubleSpinBox;
    m_fps->setAccessibleName(tr("Steps per second"));
    m_fps->setRange(0, 10000);
    m_fps->setSpecialValueText(tr("not given"));
    m_fps->setKeyboardTracking(false);
    auto* reset = new QPushButton(tr("Reset to guess"));
    auto* load = new QPushButton(tr("Load JSON"));
    auto* save = new QPushButton(tr("Save JSON"));
    reset->setObjectName(QStringLiteral("resetMapButton"));
    row->addWidget(new QLabel(tr("Record")));
    row->addWidget(m_record);
    row->addSpacing(12);
    row->addWidget(new QLabel(tr("Steps per second")));
    row->addWidget(m_fps);
    row->addStretch();
    row->addWidget(reset);
    row->addWidget(load);
    row->addWidget(save);
    connect(m_record, &QComboBox::activated, this,
            [this](int index) { m_model->setRecord(static_cast<Record>(index)); });
    connect(m_fps, &QDoubleSpinBox::valueChanged, this,
            [this](double value) { m_model->setFps(value > 0 ? std::optional(value) : std::nullopt); });
    connect(reset, &QPushButton::clicked, this, &ChannelMapView::resetToGuess);
    connect(load, &QPushButton::clicked, this, &ChannelMapView::askLoad);
    connect(save, &QPushButton::clicked, this, &ChannelMapView::askSave);
    return top;
}

void ChannelMapView::setEpisode(const EpisodeView& view) {
    const bool otherData = view.dataset != m_view.dataset;
    m_view = view;
    if (!view.dataset) {
        m_model->setMap({}, {});
    } else if (view.tokens) {
        setMap(view.tokens->map());
    } else if (otherData) {
        setMap(view.dataset->guessedMap());
    }
    if (otherData)
        showReport();
}

void ChannelMapView::setMap(const ChannelMap& map) {
    if (!m_view.dataset)
        return;
    ChannelMapModel incoming;
    incoming.setMap(map, m_view.dataset->channels());
    if (incoming.map() == m_model->map() && m_model->channels().size() == m_view.dataset->channels().size())
        return; // keeps an open editor
    m_model->setMap(map, m_view.dataset->channels());
    showMap();
}

void ChannelMapView::showMap() {
    const QSignalBlocker quietRecord(m_record), quietFps(m_fps);
    m_record->setCurrentIndex(static_cast<int>(m_model->map().record));
    m_fps->setValue(m_model->map().fps.value_or(0));
    const QString problem = m_model->problem();
    m_problem->setVisible(!problem.isEmpty());
    m_problem->setText(problem);
    m_problem->setStyleSheet(QStringLiteral("color: %1; padding: 4px 10px").arg(colors().error.name()));
}

void ChannelMapView::showReport() {
    m_report->clear();
    if (!m_view.dataset)
        return;
    for (const Finding& finding : m_view.dataset->report()) {
        const QString where = finding.where.empty() ? QString() : toQString(finding.where) + QStringLiteral(": ");
        auto* item = new QListWidgetItem(where + toQString(finding.text), m_report);
        const QColor ink = finding.severity == Severity::Error     ? colors().error
                           : finding.severity == Severity::Warning ? colors().warn
                                                                   : colors().text3;
        item->setIcon(
            QIcon(tintedPixmap(QString::fromLatin1(name(finding.severity)), ink, QSize(14, 14), devicePixelRatioF())));
    }
}

void ChannelMapView::takeEdit() {
    showMap();
    if (m_model->problem().isEmpty())
        Q_EMIT mapEdited(m_model->map());
}

void ChannelMapView::resetToGuess() {
    if (!m_view.dataset)
        return;
    setMap(m_view.dataset->guessedMap());
    takeEdit();
}

void ChannelMapView::loadJson(const QString& path) {
    const Result<ChannelMap> read = readChannelMap(toStd(path));
    if (!read) {
        Q_EMIT failed(toQString(read.error().text));
        return;
    }
    setMap(*read);
    takeEdit();
}

void ChannelMapView::saveJson(const QString& path) {
    const Result<void> written = writeFile(toStd(path), toJson(m_model->map()));
    if (!written)
        Q_EMIT failed(toQString(written.error().text));
}

void ChannelMapView::askLoad() {
    auto* dialog = new QFileDialog(this, tr("Load channel map"), {}, tr("Channel map (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ChannelMapView::loadJson);
    dialog->open();
}

void ChannelMapView::askSave() {
    auto* dialog =
        new QFileDialog(this, tr("Save channel map"), QStringLiteral("map.json"), tr("Channel map (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    connect(dialog, &QFileDialog::fileSelected, this, &ChannelMapView::saveJson);
    dialog->open();
}

} // namespace gatoscope
