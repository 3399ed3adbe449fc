// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The window's answers that concern the model: open, run, move to a device, say what it is.
#include <QAction>
#include <QActionGroup>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

#include "app/actions.h"
#include "app/main_window.h"
#include "app/message_bar.h"
#include "app/model_bar.h"
#include "app/places.h"
#include "app/session.h"
#include "app/status_items.h"
#include "app/views.h"
#include "widgets/actions/action_review.h"
#include "widgets/common/convert.h"

namespace gatoscope {

void MainWindow::openModel(const QString& folder, const QString& device, const QString& dtype) {
    model_.open(QFileInfo(folder).absoluteFilePath(), device, dtype);
}

/// The model of last time, else the one that comes with the program: where a view wants one and none was chosen.
void MainWindow::wantModel() {
    if (model_.policy() || model_.opening() || modelDeclined_)
        return;
    const QStringList known = session_->models();
    const QString bundled = bundledPath(QStringLiteral("policy"));
    if (!known.isEmpty() && QFileInfo::exists(known.first()))
        openModel(known.first());
    else if (!bundled.isEmpty())
        openModel(bundled);
}

void MainWindow::askForModel() {
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Open a model: a folder with config.json and safetensors"), session_->lastFolder());
    if (!folder.isEmpty())
        openModel(folder);
}

void MainWindow::connectModel() {
    const auto on = [this](const char* id, auto&& act) {
        connect(actions_->action(id), &QAction::triggered, this, act);
    };
    on("model.open", [this] { askForModel(); });
    on("model.close", [this] {
        modelDeclined_ = true;
        model_.close();
    });
    on("model.run", [this] { model_.run(); });
    on("model.tokenizer", [this] { model_.useTokenizer(); });
    QAction* autoRun = actions_->action("model.autoRun");
    autoRun->setChecked(model_.autoRun());
    connect(autoRun, &QAction::triggered, &model_, &ModelSession::setAutoRun);
    connect(&model_, &ModelSession::autoRunChanged, autoRun, &QAction::setChecked);
    connect(modelBar_, &ModelBar::openRequested, this, &MainWindow::askForModel);
    connect(modelBar_, &ModelBar::closeRequested, actions_->action("model.close"), &QAction::trigger);
    connect(modelBar_, &ModelBar::modelChosen, this, [this](const QString& folder) { openModel(folder); });
    connect(&model_, &ModelSession::policyChanged, this, &MainWindow::showModel);
    connect(&model_, &ModelSession::traceChanged, this, &MainWindow::showModel);
    connect(&model_, &ModelSession::predictionsChanged, this, &MainWindow::showMemory);
    connect(&model_, &ModelSession::policyChanged, this, [this] {
        if (model_.policy())
            session_->addModel(model_.folder());
    });
    connect(&model_, &ModelSession::failed, this,
            [this](const Error& error) { messages_->showError(toQString(error.text), toQString(error.place)); });
    connect(&model_, &ModelSession::noted, this, [this](const QString& text) { messages_->showNote(text); });
    QAction* exact = actions_->action("model.exactWindows");
    exact->setToolTip(tr("For every step the longest run of whole steps that ends in it, which is what a policy sees "
                         "that acts: one run of the model a step. Else windows in blocks that overlap by half a "
                         "context; each step counts in the first that holds it"));
    connect(exact, &QAction::triggered, this, [this](bool on) {
        session_->setExactWindows(on);
        model_.setRule(on ? WindowRule::Exact : WindowRule::Blocks);
    });
    connect(&model_, &ModelSession::ruleChanged, exact,
            [this, exact] { exact->setChecked(model_.rule() == WindowRule::Exact); });
    model_.setRule(session_->exactWindows() ? WindowRule::Exact : WindowRule::Blocks);
    views_->review()->setTolerance(session_->actionTolerance());
    connect(views_->review(), &ActionReview::toleranceChanged, session_, &Session::setActionTolerance);
    showModel();
}

void MainWindow::showModel() {
    const bool open = model_.policy() != nullptr;
    for (const char* id : {"model.close", "model.run", "model.tokenizer", "model.autoRun"})
        actions_->action(id)->setEnabled(open);
    if (!open)
        return status_->setModel({}, {}, -1);
    const PolicyInfo& info = model_.policy()->info();
    const double millions = static_cast<double>(info.parameterCount) * 1e-6;
    status_->setModel(QStringLiteral("%1 · %2 M · %3")
                          .arg(toQString(info.name))
                          .arg(millions, 0, 'f', millions < 10 ? 2 : 1)
                          .arg(toQString(info.dtype)),
                      toQString(info.device), timeless_ ? -1 : model_.lastRunMs());
    showMemory();
}

/// Devices and number types of the open model; filled when it is shown, since devices are known only then.
void MainWindow::fillDeviceMenu(QMenu* menu) {
    menu->clear();
    auto* devices = new QActionGroup(menu);
    const auto choice = [&](QActionGroup* group, const QString& text, bool chosen, auto&& act) {
        QAction* action = menu->addAction(text, this, act);
        action->setCheckable(true);
        action->setChecked(chosen);
        group->addAction(action);
        return action;
    };
    choice(devices, tr("Automatic"), model_.device() == QStringLiteral("auto"),
           [this] { model_.setDevice(QStringLiteral("auto"), model_.dtype()); });
    for (const DeviceInfo& device : model_.devices()) {
        const QString name = toQString(device.name), what = toQString(device.usable ? device.model : device.why);
        QAction* action = choice(devices, what.isEmpty() ? name : QStringLiteral("%1   %2").arg(name, what),
                                 model_.device() == name, [this, name] { model_.setDevice(name, model_.dtype()); });
        action->setEnabled(device.usable);
    }
    menu->addSeparator();
    auto* types = new QActionGroup(menu);
    choice(types, tr("Number type by device"), model_.dtype().isEmpty(),
           [this] { model_.setDevice(model_.device(), {}); });
    for (const char* type : {"float32", "bfloat16", "float16"}) {
        const QString name = QString::fromLatin1(type);
        choice(types, name, model_.dtype() == name, [this, name] { model_.setDevice(model_.device(), name); });
    }
    for (QAction* action : menu->actions())
        if (!model_.policy())
            action->setEnabled(false);
}

} // namespace gatoscope
