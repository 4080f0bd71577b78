// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types: the part of LibTorch that the whole engine uses, tensors and their operators.
// Precompiled. What few files need besides (modules, optimisers, TorchScript) they include
// themselves: all of LibTorch in every file would triple the time that the engine takes to compile.
#ifndef losslandscape_Engine_Torch_Tensors_h
#define losslandscape_Engine_Torch_Tensors_h

#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#endif
