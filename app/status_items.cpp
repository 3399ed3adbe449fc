// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/status_items.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>

#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

namespace gatoscope {

namespace {
const QString kNone = QStringLiteral("–");
}

StatusItems::StatusItems(QWidget* parent) : QWidget(parent), bar_(new QProgressBar(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 10, 0);
    row->setSpacing(8);
    row->addStretch(1);
    context_ = pair(tr("Context"), "statusContext");
    context_->setToolTip(tr("Tokens of the window that ends in this step, and how many the context holds"));
    auto* memoryRow = row;
    memory_ = pair(tr("Memory"), "statusMemory");
    memory_->setToolTip(tr("Decoded pictures in memory, and what they may take"));
    bar_->setRange(0, 1000);
    bar_->setTextVisible(false);
    bar_->setFixedSize(84, 5);
    bar_->setAccessibleName(tr("Memory use"));
    memoryRow->insertWidget(memoryRow->count() - 1, bar_, 0, Qt::AlignVCenter);
    text_ = pair(tr("Text"), "statusText");
    text_->setToolTip(tr("What cuts text into pieces"));
    device_ = pair(tr("Device"), "statusDevice");
    model_ = pair(tr("Model"), "statusModel");
    latency_ = pair(tr("Step"), "statusLatency");
    latency_->setToolTip(tr("From the last change of the step to the painted window"));
    setContext(-1, 1024);
    setLatency(-1);
    setModel({}, {}, -1);
}

QLabel* StatusItems::pair(const QString& name, const char* objectName) {
    auto* row = static_cast<QHBoxLayout*>(layout());
    auto* rule = new QFrame(this);
    rule->setObjectName(QStringLiteral("statusRule"));
    rule->setFixedSize(1, 14);
    auto* title = new QLabel(name, this);
    title->setProperty("tone", QStringLiteral("muted"));
    auto* value = new QLabel(this);
    value->setObjectName(QString::fromLatin1(objectName));
    value->setAccessibleName(name);
    value->setFont(monoFont());
    value->setTextFormat(Qt::PlainText);
    if (row->count() > 1)
        row->addWidget(rule);
    else
        rule->hide();
    row->addWidget(title);
    row->addWidget(value);
    return value;
}

void StatusItems::setContext(qint64 tokens, qint64 context) {
    context_->setText(tokens < 0 ? kNone : QStringLiteral("%1 / %2").arg(tokens).arg(context));
}

void StatusItems::setMemory(qint64 bytes, qint64 budget) {
    constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
    memory_->setText(QStringLiteral("%1 / %2 GiB")
                         .arg(static_cast<double>(bytes) / kGiB, 0, 'f', 2)
                         .arg(static_cast<double>(budget) / kGiB, 0, 'f', 1));
    bar_->setValue(budget > 0 ? static_cast<int>(1000.0 * static_cast<double>(bytes) / static_cast<double>(budget))
                              : 0);
}

void StatusItems::setText(const QString& tokenizer) { text_->setText(tokenizer); }

void StatusItems::setModel(const QString& model, const QString& device, double milliseconds) {
    device_->setText(device.isEmpty() ? kNone : device);
    model_->setText(model.isEmpty() ? kNone : model);
    model_->setToolTip(milliseconds < 0 ? tr("Open a model to see what it would do")
                                        : tr("Last window: %1 ms").arg(milliseconds, 0, 'f', 1));
}

void StatusItems::setLatency(double milliseconds) {
    latency_->setText(milliseconds < 0 ? kNone + QStringLiteral(" ms")
                                       : QStringLiteral("%1 ms").arg(milliseconds, 0, 'f', 1));
}

} // namespace gatoscope
