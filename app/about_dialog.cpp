// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/about_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

#include "app/start_page_parts.h"
#include "widgets/common/fonts.h"

namespace gatoscope {

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("About Gatoscope"));
    setMinimumWidth(420);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(10);
    column->addWidget(new Logo(40, this));
    auto* name = new QLabel(tr("Gatoscope %1").arg(QStringLiteral(GATOSCOPE_VERSION)), this);
    name->setFont(bodyFont(20, QFont::Bold));
    column->addWidget(name);
    auto* text = new QLabel(tr("A visualizer and debugger for Gato-style agents: episodes, and the tokens an agent "
                               "makes of them.\n\nQt %1. Free software under the GNU General Public License, version 3 "
                               "or later.")
                                .arg(QString::fromLatin1(qVersion())),
                            this);
    text->setWordWrap(true);
    column->addWidget(text);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

} // namespace gatoscope
