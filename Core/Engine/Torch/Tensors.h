// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface is LibTorch's.
// The part of LibTorch that the whole engine uses, tensors and their operators. This header is
// precompiled. What only few files need (modules, optimisers, TorchScript) these include
// themselves, since all of LibTorch in every file would triple the time that the engine takes to
// compile.
#ifndef losslandscape_Engine_Torch_Tensors_h
#define losslandscape_Engine_Torch_Tensors_h

#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#endif
