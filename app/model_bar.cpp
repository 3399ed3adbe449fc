// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/model_bar.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "app/model_session.h"
#include "app/session.h"
#include "widgets/common/convert.h"
#include "widgets/common/icons.h"

namespace gatoscope {

namespace {

const auto kOther = QStringLiteral("<other>"); // no path looks like these
const auto kNone = QStringLiteral("<none>");

QComboBox* combo(QWidget* parent, const char* objectName, const QString& name) {
    auto* box = new QComboBox(parent);
    box->setObjectName(QString::fromLatin1(objectName));
    box->setAccessibleName(name);
    box->setFixedHeight(24);
    box->setFocusPolicy(Qt::TabFocus);
    return box;
}

} // namespace

QString modelTitle(const ModelSession& model) {
    if (!model.policy())
        return {};
    const PolicyInfo& info = model.policy()->info();
    return QStringLiteral("%1   %2L · %3H · d%4")
        .arg(toQString(info.name))
        .arg(info.settings.layers)
        .arg(info.settings.heads)
        .arg(info.settings.width);
}

ModelBar::ModelBar(ModelSession* model, Session* session, QWidget* parent)
    : QWidget(parent), model_(model), session_(session), models_(combo(this, "modelCombo", tr("Model"))),
      autoRun_(combo(this, "autoRunCombo", tr("When the model runs"))), run_(new QToolButton(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(8);
    auto* title = new QLabel(tr("Model"), this);
    title->setProperty("tone", QStringLiteral("muted"));
    row->addWidget(title);
    row->addWidget(models_);
    row->addWidget(autoRun_);
    row->addWidget(run_);
    models_->setMinimumContentsLength(18);
    models_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    autoRun_->addItem(tr("Auto-run: on step"));
    autoRun_->addItem(tr("Auto-run: off"));
    run_->setObjectName(QStringLiteral("runButton"));
    run_->setText(tr("Run"));
    run_->setIcon(themedIcon(QStringLiteral("play")));
    run_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    run_->setProperty("primary", true);
    run_->setToolTip(tr("Run the model on the window at the cursor (Ctrl R)"));
    run_->setFixedHeight(24);
    connect(models_, &QComboBox::activated, this, &ModelBar::choose);
    connect(autoRun_, &QComboBox::activated, model_, [this](int index) { model_->setAutoRun(index == 0); });
    connect(model_, &ModelSession::autoRunChanged, this, &ModelBar::showState);
    connect(run_, &QToolButton::clicked, model_, &ModelSession::run);
    connect(model_, &ModelSession::policyChanged, this, &ModelBar::fill);
    connect(model_, &ModelSession::failed, this, &ModelBar::fill); // the choice goes back to what is open
    connect(session_, &Session::modelsChanged, this, &ModelBar::fill);
    fill();
}

void ModelBar::fill() {
    models_->clear();
    if (model_->policy())
        models_->addItem(modelTitle(*model_), model_->folder());
    else
        models_->addItem(tr("none"), kNone);
    for (const QString& folder : session_->models())
        if (folder != model_->folder() || !model_->policy())
            models_->addItem(QFileInfo(folder).fileName(), folder);
    models_->insertSeparator(models_->count());
    models_->addItem(tr("Open model…"), kOther);
    if (model_->policy())
        models_->addItem(tr("Close model"), kNone);
    models_->setCurrentIndex(0);
    models_->setToolTip(model_->policy() ? model_->folder() : tr("Open a checkpoint folder to see what a model does"));
    showState();
}

void ModelBar::showState() {
    autoRun_->setCurrentIndex(model_->autoRun() ? 0 : 1);
    autoRun_->setEnabled(model_->policy() != nullptr);
    run_->setEnabled(model_->policy() != nullptr);
}

void ModelBar::choose(int index) {
    const QString folder = models_->itemData(index).toString();
    models_->setCurrentIndex(0); // until it is open
    if (folder == kOther)
        Q_EMIT openRequested();
    else if (folder == kNone)
        Q_EMIT closeRequested();
    else if (folder != model_->folder() || !model_->policy())
        Q_EMIT modelChosen(folder);
}

} // namespace gatoscope
