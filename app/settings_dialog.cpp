// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

#include "app/session.h"

namespace gatoscope {

namespace {
constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
}

SettingsDialog::SettingsDialog(Session* session, QWidget* parent)
    : QDialog(parent), session_(session), theme_(new QComboBox(this)), cache_(new QDoubleSpinBox(this)),
      model_(new QLineEdit(session->textModel(), this)) {
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    setMinimumWidth(460);
    theme_->addItem(tr("Dark"), QStringLiteral("dark"));
    theme_->addItem(tr("Light"), QStringLiteral("light"));
    theme_->addItem(tr("As the system"), QStringLiteral("system"));
    theme_->setCurrentIndex(std::max(0, theme_->findData(session->theme())));
    cache_->setRange(0.1, 256);
    cache_->setDecimals(1);
    cache_->setSingleStep(0.5);
    cache_->setSuffix(tr(" GiB"));
    cache_->setValue(static_cast<double>(session->cacheBytes()) / kGiB);
    model_->setPlaceholderText(tr("the bundled one"));
    auto* browse = new QPushButton(tr("Browse…"), this);
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("SentencePiece model"), model_->text(),
                                                          tr("SentencePiece models (*.model);;All files (*)"));
        if (!file.isEmpty())
            model_->setText(file);
    });
    auto* line = new QHBoxLayout;
    line->addWidget(model_);
    line->addWidget(browse);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(16, 16, 16, 16);
    form->setVerticalSpacing(12);
    form->addRow(tr("Theme"), theme_);
    form->addRow(tr("Memory for pictures"), cache_);
    form->addRow(tr("Text model"), line);
    form->addRow(buttons);
}

void SettingsDialog::accept() {
    session_->setTheme(theme_->currentData().toString());
    session_->setCacheBytes(static_cast<qint64>(cache_->value() * kGiB));
    session_->setTextModel(model_->text().trimmed());
    QDialog::accept();
}

} // namespace gatoscope
