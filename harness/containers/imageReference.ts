import { imageReferencePattern, LONGEST_REFERENCE } from '../../scenarios/imageReference.ts'
import { unknownName, wrongUse } from '../errors.ts'
import { imageVariables, type ServiceImage, serviceImages } from './imageNames.ts'

/** The images of services, as the command line or a scenario names them. */
export type ServiceImages = { readonly [S in ServiceImage]?: string | undefined }

function isImageReference(text: string): boolean {
  return text.length <= LONGEST_REFERENCE && imageReferencePattern.test(text)
}

/** What `--image postgres=…,nginx=…` says. Throws wrong use. */
export function parseImages(option: string | undefined): ServiceImages {
  if (option === undefined) return {}
  const images: Record<string, string> = {}
  for (const part of option.split(',')) {
    const at = part.indexOf('=')
    const name = (at < 0 ? part : part.slice(0, at)).trim()
    const reference = at < 0 ? '' : part.slice(at + 1).trim()
    if (!serviceImages.some((one) => one === name)) throw unknownName('service', name, serviceImages)
    if (!isImageReference(reference))
      throw wrongUse(`--image ${name} must be an image such as ${name}:1.2, not ${reference || '(nothing)'}`)
    images[name] = reference
  }
  return images
}

/**
 * Has this process and the targets that it starts use these images. What the command line names holds before
 * what the environment names, and that before what the scenario names. Throws wrong use where the environment
 * names what is no image.
 */
export function useImages(named: ServiceImages, scenario: ServiceImages = {}): void {
  for (const name of serviceImages) {
    const variable = imageVariables[name]
    const reference = named[name] ?? (process.env[variable] || scenario[name])
    if (reference === undefined) continue
    if (!isImageReference(reference)) throw wrongUse(`${variable} is ${reference}, which is no image`)
    process.env[variable] = reference
  }
}
