// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scratch/scratch_view.h"

#include "widgets/common/choice_delegate.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/scratch/scratch_model.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

namespace gatoscope {

namespace {

void dress(QTableView* table, const QString& name, const QString& accessible) {
    table->setObjectName(name);
    table->setAccessibleName(accessible);
    table->setItemDelegate(new ChoiceDelegate(table));
    table->setFrameShape(QFrame::NoFrame);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setFont(monoFont());
    table->horizontalHeader()->setHighlightSections(false);
    table->verticalHeader()->setDefaultSectionSize(24);
    table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                           QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
}

QPushButton* labelled(const QString& text, const QString& icon) {
    auto* button = new QPushButton(themedIcon(icon), text);
    button->setAutoDefault(false);
    return button;
}

} // namespace

ScratchView::ScratchView(Cursor* cursor, QWidget* parent)
    : QWidget(parent), m_cursor(cursor), m_model(new ScratchModel(this)), m_channels(new ScratchChannelModel(m_model)) {
    setObjectName(QStringLiteral("scratchView"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 8, 10, 8);
    layout->setSpacing(8);
    layout->addWidget(buildHead());
    layout->addWidget(buildSteps(), 3);
    layout->addWidget(buildChannels(), 2);
    m_problem = new QLabel;
    m_problem->setObjectName(QStringLiteral("scratchProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    layout->addWidget(m_problem);
    m_settle.setSingleShot(true);
    m_settle.setInterval(0);
    connectFields();
    showStep();
}

QWidget* ScratchView::buildHead() {
    auto* head = new QWidget;
    auto* grid = new QGridLayout(head);
    grid->setContentsMargins(0, 0, 0, 0);
    m_instruction = new QLineEdit(m_model->instruction());
    m_instruction->setObjectName(QStringLiteral("instructionEdit"));
    m_instruction->setAccessibleName(tr("Instruction"));
    m_instruction->setPlaceholderText(tr("Instruction, for example: go to the red ball"));
    m_instruction->setMinimumHeight(26);
    auto* fresh = labelled(tr("New"), QStringLiteral("plus"));
    auto* save = labelled(tr("Save NPZ"), QStringLiteral("save"));
    save->setObjectName(QStringLiteral("saveScratchButton"));
    auto* row = new QHBoxLayout;
    grid->addWidget(m_instruction, 0, 0, 1, 2);
    row->addStretch();
    row->addWidget(fresh);
    row->addWidget(save);
    grid->addLayout(row, 2, 0, 1, 2);
    m_picture = new PictureField;
    grid->addWidget(m_picture, 1, 0);
    auto* side = new QVBoxLayout;
    auto* file = labelled(tr("Choose picture"), QStringLiteral("image"));
    auto* clip = labelled(tr("Paste picture"), QStringLiteral("paste"));
    m_allSteps = new QCheckBox(tr("in all steps"));
    m_allSteps->setToolTip(tr("A new picture goes into every step, not only into the current one"));
    side->addWidget(file);
    side->addWidget(clip);
    side->addWidget(m_allSteps);
    side->addStretch();
    grid->addLayout(side, 1, 1);
    grid->setColumnStretch(0, 1);
    connect(fresh, &QPushButton::clicked, this, [this] { m_model->setEpisode(firstScratchEpisode()); });
    connect(save, &QPushButton::clicked, this, &ScratchView::askSave);
    connect(file, &QPushButton::clicked, this, &ScratchView::askPicture);
    connect(clip, &QPushButton::clicked, this, &ScratchView::paste);
    return head;
}

QWidget* ScratchView::buildSteps() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* row = new QHBoxLayout;
    auto* title = new QLabel(tr("Steps"));
    title->setFont(bodyFont(kBodyPx, QFont::DemiBold));
    auto* add = labelled(tr("Add step"), QStringLiteral("plus"));
    add->setObjectName(QStringLiteral("addStepButton"));
    add->setToolTip(tr("A copy of the current step behind it"));
    auto* remove = labelled(tr("Remove"), QStringLiteral("trash"));
    remove->setObjectName(QStringLiteral("removeStepButton"));
    row->addWidget(title, 1);
    row->addWidget(add);
    row->addWidget(remove);
    layout->addLayout(row);
    m_steps = new QTableView;
    dress(m_steps, QStringLiteral("scratchSteps"), tr("Values of the steps"));
    m_steps->setModel(m_model);
    m_steps->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_steps->horizontalHeader()->setDefaultSectionSize(72);
    layout->addWidget(m_steps, 1);
    connect(add, &QPushButton::clicked, this, [this] {
        const qint64 step = currentStep();
        m_model->insertStep(step);
        m_steps->setCurrentIndex(
            m_model->index(static_cast<int>(step) + 1, std::max(0, m_steps->currentIndex().column())));
    });
    connect(remove, &QPushButton::clicked, this, [this] { m_model->removeStep(currentStep()); });
    return box;
}

QWidget* ScratchView::buildChannels() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* row = new QHBoxLayout;
    auto* title = new QLabel(tr("Channels"));
    title->setFont(bodyFont(kBodyPx, QFont::DemiBold));
    auto* add = labelled(tr("Add channel"), QStringLiteral("plus"));
    add->setObjectName(QStringLiteral("addChannelButton"));
    auto* menu = new QMenu(add);
    const auto offer = [&](const QString& text, Modality modality, Role role) {
        connect(menu->addAction(text), &QAction::triggered, this,
                [this, modality, role] { m_model->addChannel(modality, role); });
    };
    offer(tr("Observation vector"), Modality::Continuous, Role::Observation);
    offer(tr("Discrete observation"), Modality::Discrete, Role::Observation);
    offer(tr("Picture"), Modality::Image, Role::Observation);
    offer(tr("Text"), Modality::Text, Role::Observation);
    menu->addSeparator();
    offer(tr("Continuous action"), Modality::Continuous, Role::Action);
    offer(tr("Discrete action"), Modality::Discrete, Role::Action);
    add->setMenu(menu);
    auto* remove = labelled(tr("Remove"), QStringLiteral("trash"));
    row->addWidget(title, 1);
    row->addWidget(add);
    row->addWidget(remove);
    layout->addLayout(row);
    m_channelTable = new QTableView;
    dress(m_channelTable, QStringLiteral("scratchChannels"), tr("Channels of the scratch episode"));
    m_channelTable->setModel(m_channels);
    m_channelTable->verticalHeader()->hide();
    const int widths[] = {96, 88, 82, 48, 44, 50, 50};
    for (int column = 0; column < ScratchChannelModel::ColumnCount; ++column)
        m_channelTable->setColumnWidth(column, widths[column]);
    m_channelTable->horizontalHeader()->setMinimumSectionSize(36);
    m_channelTable->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    layout->addWidget(m_channelTable, 1);
    connect(remove, &QPushButton::clicked, this,
            [this] { m_model->removeChannel(m_channelTable->currentIndex().row()); });
    return box;
}

void ScratchView::connectFields() {
    connect(m_instruction, &QLineEdit::textEdited, m_model, &ScratchModel::setInstruction);
    connect(m_picture, &PictureField::pictureGiven, this,
            [this](const QImage& picture) { m_model->setPicture(currentStep(), picture, m_allSteps->isChecked()); });
    connect(m_picture, &PictureField::failed, this, &ScratchView::showProblem);
    connect(m_channels, &ScratchChannelModel::refused, this, &ScratchView::showProblem);
    connect(m_model, &ScratchModel::edited, this, [this] {
        m_settle.start();
        showStep();
    });
    connect(&m_settle, &QTimer::timeout, this, &ScratchView::announce);
    connect(m_steps->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid())
            m_cursor->setStep(now.row());
        showStep();
    });
    connect(m_cursor, &Cursor::stepChanged, this, [this](qint64 step) {
        const int row = static_cast<int>(std::min<qint64>(step, m_model->rowCount() - 1));
        if (isVisible() && row != m_steps->currentIndex().row() && m_cursor->stepCount() == m_model->rowCount()) {
            m_steps->setCurrentIndex(m_model->index(row, std::max(0, m_steps->currentIndex().column())));
        }
    });
    connect(m_cursor, &Cursor::stepCountChanged, this, [this](qint64 steps) {
        if (isVisible() && steps == m_model->rowCount())
            m_cursor->setStep(currentStep()); // an added step is there now
    });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, qOverload<>(&QWidget::update));
}

qint64 ScratchView::currentStep() const { return std::max(0, m_steps->currentIndex().row()); }

void ScratchView::showStep() {
    m_picture->setPicture(m_model->picture(std::min<qint64>(currentStep(), m_model->rowCount() - 1)));
    const QSignalBlocker quiet(m_instruction);
    if (m_instruction->text() != m_model->instruction())
        m_instruction->setText(m_model->instruction());
}

void ScratchView::showProblem(const QString& text) {
    m_problem->setText(text);
    m_problem->setStyleSheet(QStringLiteral("color: %1").arg(colors().error.name()));
    m_problem->setVisible(!text.isEmpty());
}

void ScratchView::announce() {
    auto made = makeScratchDataset(m_model->episode());
    showProblem(made ? QString() : toQString(made.error().text));
    if (made)
        Q_EMIT scratchChanged(std::move(*made));
}

void ScratchView::paste() { m_picture->paste(); }

void ScratchView::savePath(const QString& path) {
    const Result<void> written = saveScratch(m_model->episode(), toStd(path));
    if (written) {
        Q_EMIT saved(path);
    } else {
        showProblem(toQString(written.error().text));
        Q_EMIT failed(toQString(written.error().text));
    }
}

void ScratchView::askSave() {
    auto* dialog =
        new QFileDialog(this, tr("Save scratch episode"), QStringLiteral("scratch.npz"), tr("NumPy archive (*.npz)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("npz"));
    connect(dialog, &QFileDialog::fileSelected, this, &ScratchView::savePath);
    dialog->open();
}

void ScratchView::askPicture() {
    auto* dialog = new QFileDialog(this, tr("Choose a picture"), {},
                                   tr("Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_picture, &PictureField::openFile);
    dialog->open();
}

void ScratchView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Paste)) {
        paste();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace gatoscope
